import { JWT } from 'google-auth-library/build/src/auth/jwtclient.js';
import type { AuthClient, Calling } from './auth-client.ts';
import type { ParsedKey } from './service-account-key.ts';
import { transporterOptions } from './transporter-options.ts';

/** Tokens for a service account whose key we have. */
export function keyClient(
  { email, privateKey }: ParsedKey,
  scope: string,
  { env, signal }: Calling,
): AuthClient {
  const options = { email, key: privateKey.reveal(), scopes: [scope] };
  return new JWT({ ...options, transporterOptions: transporterOptions(env, signal) });
}
