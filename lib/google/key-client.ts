import { JWT } from 'google-auth-library/build/src/auth/jwtclient.js';
import type { AuthClient, Calling } from './auth-client.ts';
import type { ParsedKey } from './service-account-key.ts';
import { transporterOptions } from './transporter-options.ts';

/** Returns a client for tokens of a service account, from its key. */
export function keyClient(
  { email, privateKey }: ParsedKey,
  scope: string,
  { env, signal }: Calling,
): AuthClient {
  const options = { email, key: privateKey.reveal(), scopes: [scope] };
  return new JWT({ ...options, transporterOptions: transporterOptions(env, signal) });
}
