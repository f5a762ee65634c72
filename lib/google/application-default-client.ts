import { OAuth2Client } from 'google-auth-library/build/src/auth/oauth2client.js';
import { UserRefreshClient } from 'google-auth-library/build/src/auth/refreshclient.js';
import { rootCause } from '../async/lost-answer.ts';
import { readText } from '../async/read-text.ts';
import { Failure } from '../failure.ts';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { type ApplicationDefault, LOG_IN } from './application-default.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import { externalAccountClient, textEntries } from './external-account-client.ts';
import { transporterOptions } from './transporter-options.ts';

/** The client for Application Default Credentials, and by which name a policy knows it. */
export async function applicationDefaultClient(
  { json, place }: ApplicationDefault,
  scope: string,
  calling: Calling,
): Promise<{ client: AuthClient; name: string }> {
  if (json === undefined) {
    return { client: await metadataClient(scope, calling), name: 'the service account of this machine' };
  }
  switch (json.type) {
    case 'authorized_user':
      return { client: userClient(json, place, calling), name: 'the user who is signed in to gcloud' };
    case 'external_account':
      return {
        client: await externalAccountClient(json, place, scope, calling),
        name: `the identity of ${place}`,
      };
    default: {
      const type = toSafeText(String(json.type));
      const message = `cannot use the Application Default Credentials in ${place}: their type is ${type}`;
      throw new Failure('invalid', message, { hint: LOG_IN });
    }
  }
}

/** A person's login: Google chooses the scopes, which include cloud-platform. */
function userClient(json: JsonObject, place: string, { env, signal }: Calling): AuthClient {
  const login = textEntries(json);
  const missing = ['client_id', 'client_secret', 'refresh_token'].filter((name) => !login[name]);
  if (missing.length > 0) {
    const message = `cannot use the login in ${place}: ${missing.join(', ')} missing`;
    throw new Failure('invalid', message, { hint: LOG_IN });
  }
  const client = new UserRefreshClient({ transporterOptions: transporterOptions(env, signal) });
  client.fromJSON(login);
  return client;
}

/** How long the metadata server may take. It is on the same machine, or there is none. */
const METADATA_MS = 3_000;
const TOKEN = '/computeMetadata/v1/instance/service-accounts/default/token';

/** https://cloud.google.com/compute/docs/access/authenticate-workloads#applications */
async function metadataClient(scope: string, { env, signal }: Calling): Promise<AuthClient> {
  const host = env.GCE_METADATA_HOST || 'metadata.google.internal';
  const answer = await fetch(`http://${host}${TOKEN}?${new URLSearchParams({ scopes: scope })}`, {
    headers: { 'metadata-flavor': 'Google' },
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(METADATA_MS)]),
  }).catch((error: unknown) => ({ error }));
  if ('error' in answer || answer.headers.get('metadata-flavor') !== 'Google') {
    const reason = 'error' in answer ? rootCause(answer.error) : undefined;
    throw new Failure('invalid', 'this machine has no Application Default Credentials', {
      hint: LOG_IN,
      ...(reason instanceof Error && { cause: toSafeText(reason.message) }),
    });
  }
  const { access_token: token, expires_in: seconds } = parseJsonObject(await readText(answer.body)) ?? {};
  if (answer.status !== 200 || typeof token !== 'string' || typeof seconds !== 'number') {
    throw new Failure('unavailable', `the metadata server gives no token: HTTP ${answer.status}`, {
      hint: 'attach a service account with the scope cloud-platform to this machine',
    });
  }
  const credentials = { access_token: token, expiry_date: Date.now() + seconds * 1_000 };
  return new OAuth2Client({ credentials, transporterOptions: transporterOptions(env, signal) });
}
