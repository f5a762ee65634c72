import type { Secret } from '../secrecy/secret.ts';
import type { GoogleCaller } from './google-token.ts';
import { notEmpty, resolveReference } from './plain.ts';
import { isGoogleKept, type Reference } from './reference.ts';

/** Reads a secret from the place in registries.yml. Google secrets are read with an identity. */
export async function resolveAnyReference(
  reference: Reference,
  machine: GoogleCaller,
  signal: AbortSignal,
): Promise<Secret> {
  if (!isGoogleKept(reference)) return resolveReference(reference, machine.env, signal);
  const { readKeptSecret } = await import('./google-secret.ts');
  return notEmpty(await readKeptSecret(reference, machine, signal), reference);
}
