import { describe, expect, test } from 'vitest';
import { parseServiceAccountKey } from '../../lib/google/service-account-key.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { ServiceAccounts } from '../../sandbox/google/service-accounts.ts';
import { failureOf } from '../contract/failures.ts';

const EMAIL = 'puller@acme-models.iam.gserviceaccount.com';
const KEY = new ServiceAccounts([]).addKey(EMAIL);
const parse = async (text: string) => parseServiceAccountKey(new Secret(text), 'gar-key (env)');
const changed = (change: object) => JSON.stringify({ ...JSON.parse(KEY), ...change });

describe('a service account key', () => {
  test('is the file that Google gives out', async () => {
    expect((await parse(KEY)).email).toBe(EMAIL);
  });

  test.each([
    ['nothing of the kind', 'hunter2', /it is not JSON/, /exactly as gcloud/],
    ['the private key alone', JSON.parse(KEY).private_key, /private key alone/, /whole JSON file/],
    ['a key in base64', Buffer.from(KEY).toString('base64'), /it is in base64/, /as it is/],
    [
      'a configuration of workload identity',
      changed({ type: 'external_account' }),
      /external_account/,
      /google-workload-identity/,
    ],
    [
      'the login of a person',
      changed({ type: 'authorized_user' }),
      /authorized_user/,
      /create a key of a service account/,
    ],
    [
      'a file without an address',
      changed({ client_email: undefined }),
      /client_email or private_key is missing/,
      /exactly/,
    ],
    [
      'a key whose line breaks are lost',
      KEY.replaceAll('\\n', ' '),
      /private_key cannot be read/,
      /line breaks/,
    ],
    [
      'a key of another universe',
      changed({ universe_domain: 'apis.example.eu' }),
      /universe apis.example.eu/,
      /universeDomain/,
    ],
    ['a list', '[]', /missing/, /exactly/],
  ])('is not %s', async (_, text, message, hint) => {
    const failure = await failureOf(parse(text));

    expect(failure.message).toMatch(/^gar-key \(env\) does not contain a service account key: /);
    expect(failure.message).toMatch(message);
    expect(failure.hint).toMatch(hint);
    expect(JSON.stringify([failure.message, failure.cause, failure.hint])).not.toContain('PRIVATE KEY-----M');
  });
});
