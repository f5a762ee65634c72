import type { GoogleIdentity } from '../google/identity.ts';
import { type GoogleMachine, type GoogleToken, mintGoogleToken } from '../google/token.ts';
import { resolveReference } from './plain.ts';

/** Where a call to Google touches the world. */
export type GoogleCaller = Omit<GoogleMachine, 'readKey'>;

/** Mints a Google access token. The key of a service account is read from where registries.yml says. */
export function googleToken(
  identity: GoogleIdentity,
  scope: string,
  machine: GoogleCaller,
  signal: AbortSignal,
): Promise<GoogleToken> {
  return mintGoogleToken(identity, scope, { ...machine, readKey: resolveReference }, signal);
}
