import { describe, expect, it } from 'vitest';
import { parseHost } from '../../lib/hosts/parse.ts';
import { storedSource } from '../../lib/sources/stored/source.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';

const NOW = new Date('2026-11-21T08:00:00Z');
const GAR = 'us-central1-docker.pkg.dev';
const KEY = JSON.stringify({
  type: 'service_account',
  private_key: 'canary: not a real key',
  client_email: 'puller@example.iam.gserviceaccount.com',
});
const base64 = (text: string) => Buffer.from(text).toString('base64');
const wrapped = (text: string) => base64(text).replace(/.{76}/g, '$&\n');

function mint(host: string, username: string | undefined, password: string, expires?: string) {
  const parsed = parseHost(host);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const reference = { from: 'env', id: 'KEPT' } as const;
  const spec = { kind: 'stored', name: 'stored', endpoint: 'ghcr.io', function: 'refreshStored' } as const;
  const credential = { password: reference, ...(username && { username }), ...(expires && { expires }) };
  const machine = { env: { KEPT: password }, now: () => NOW };
  return storedSource({ ...spec, host: parsed.host, ...credential }, machine).mint(
    AbortSignal.timeout(50_000),
  );
}

describe('a stored credential', () => {
  it.each([
    ['Docker Hub', 'docker.io', 'acme', 'canary-of-docker-hub'],
    ['GHCR', 'ghcr.io', 'acme-bot', 'canary-of-github'],
    ['NGC', 'nvcr.io', '$oauthtoken', 'canary-of-ngc'],
    ['ACR', 'acme.azurecr.io', '00000000-0000-0000-0000-000000000000', 'canary~of-azure'],
    ['a registry of its own', 'registry.example.com:5000', 'puller', 'canary:with:colons'],
    ['Google, as the key', GAR, '_json_key', KEY],
    ['Google, as the key with its newlines', 'gcr.io', '_json_key', `${KEY.replaceAll(',', ',\n')}\n`],
    ['Google, as base64', 'gcr.io', '_json_key_base64', base64(KEY)],
    ['the key id of an AWS user', '111122223333.dkr.ecr.us-east-1.amazonaws.com', undefined, 'CANARYKEYID'],
    ['the key of a service account', GAR, undefined, KEY],
  ])('of %s is taken as it is kept', async (_, host, username, password) => {
    const { password: read, ...rest } = await mint(host, username, password);
    expect(rest).toEqual({ username: username ?? '', mintedAt: NOW });
    expect(read.reveal()).toBe(password);
  });

  it('has an end where the config tells one', async () => {
    const { expiresAt } = await mint('ghcr.io', 'bot', 'canary', '2027-03-01');
    expect(expiresAt).toEqual(new Date('2027-03-01T00:00:00Z'));
  });

  it('is not published past its end', async () => {
    expect(await failureOf(mint('ghcr.io', 'bot', 'canary', '2026-11-21'))).toMatchObject({
      kind: 'expired',
      message: 'the credential for ghcr.io in KEPT (env) expired on 2026-11-21',
    });
  });

  it.each<[doubt: string, host: string, username: string | undefined, password: string]>([
    ['ends with a newline', 'ghcr.io', 'bot', 'canary-of-a-password\n'],
    ['ends with a newline', 'ghcr.io', 'bot', 'canary-of-a-password\r\n'],
    ['ends with a newline', 'public.ecr.aws', undefined, 'canary-of-a-secret-key\n'],
    ['has several lines', 'registry.example.com', 'bot', wrapped('canary of a password'.repeat(9))],
    ['has several lines', GAR, '_json_key_base64', wrapped(KEY)],
    ['has white space at the beginning or end', 'docker.io', 'acme', ' canary-of-a-password'],
    ['has white space at the beginning or end', 'docker.io', 'acme', 'canary-of-\0a-password'],
    ['is already base64 of user:password', 'ghcr.io', 'bot', base64('bot:canary-of-a-password')],
    ['is already base64 of user:password', 'nvcr.io', '$oauthtoken', base64('$oauthtoken:canary-of-ngc')],
    ['begins with the user name and a colon', 'nvcr.io', '$oauthtoken', '$oauthtoken:canary-of-ngc'],
    ['is a whole Docker config.json', 'ghcr.io', 'bot', '{"auths":{"ghcr.io":{"auth":"canary-of-it"}}}'],
    ['is not a service account key in JSON', GAR, '_json_key', 'canary-of-a-password'],
    ['is not a service account key in JSON', GAR, undefined, 'canary-of-a-password'],
    [
      'is JSON, but not a service account key',
      GAR,
      '_json_key',
      '{"type":"authorized_user","token":"canary-of-it"}',
    ],
    [
      'is JSON, but not a service account key',
      GAR,
      '_json_key',
      '{"type":"service_account","project":"canary-of-it"}',
    ],
    ['is base64 of a key, not', GAR, '_json_key', base64(KEY)],
    ['is the key itself, not its base64', GAR, '_json_key_base64', KEY],
    ['is not base64', GAR, '_json_key_base64', 'canary-of-a-password'],
    ['is not a service account key in JSON', GAR, '_json_key_base64', base64('canary of a password')],
  ])('is doubted when it %s', async (doubt, host, username, password) => {
    const failure = await failureOf(mint(host, username, password));
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(`the credential for ${host} in KEPT (env) ${doubt}`),
      hint: expect.stringMatching(/^(store|make|set) /),
    });
    expectSilence(failure, 'canary-of-a-password');
    expectSilence(failure, password.padEnd(12, '-'));
  });

  it('carries the doubt about a fine-grained token along: only the registry can lift it', async () => {
    const { doubt } = await mint('ghcr.io', 'bot', 'github_pat_canary_of_a_password');
    expect(doubt).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('the credential for ghcr.io in KEPT (env) is a fine-grained token'),
    });
    if (doubt !== undefined) expectSilence(doubt, 'github_pat_canary_of_a_password');
  });

  it('is refused for a token of a GitHub App at ghcr.io, which signs in and does not pull', async () => {
    const token = `ghs_${'canary'.repeat(5)}`;
    const failure = await failureOf(mint('ghcr.io', 'x-access-token', token));
    expect([failure.kind, failure.message]).toEqual([
      'invalid',
      expect.stringContaining('accepts it for login and denies the pull'),
    ]);
    expect(failure.hint).toContain('read:packages');
    expectSilence(failure, token);
    await expect(mint('registry.example.com', 'bot', token)).resolves.toBeDefined();
  });

  it('is not doubted for a fine-grained token elsewhere, or for what only looks like base64', async () => {
    expect((await mint('registry.example.com', 'bot', 'github_pat_canary')).doubt).toBeUndefined();
    await expect(mint('registry.example.com', 'bot', base64('other:canary'))).resolves.toBeDefined();
  });
});
