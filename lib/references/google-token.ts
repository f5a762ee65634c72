import type { GoogleIdentity } from '../google/identity.ts';
import { type GoogleMachine, type GoogleToken, mintGoogleToken } from '../google/token.ts';
import { resolveReference } from './plain.ts';

/** The environment and clock of a call to Google. */
export type GoogleCaller = Omit<GoogleMachine, 'readKey'>;

/** Mints a Google access token. Reads the key of a service account from its reference. */
export function googleToken(
  identity: GoogleIdentity,
  scope: string,
  machine: GoogleCaller,
  signal: AbortSignal,
): Promise<GoogleToken> {
  return mintGoogleToken(identity, scope, { ...machine, readKey: resolveReference }, signal);
}
