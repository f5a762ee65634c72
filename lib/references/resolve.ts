import type { Config, SecretReference } from '../config/config.ts';
import { readerOf } from '../config/google-identity.ts';
import type { Secret } from '../secrecy/secret.ts';
import { notEmpty, resolveReference } from './plain.ts';

/** Where a secret is read, and who may be named as its reader. */
export interface Reading {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  identities: Config['identities'];
}

/** Reads a secret from wherever registries.yml says it is kept, at the moment it is needed; from Google, as an identity. */
export async function resolveAnyReference(
  reference: SecretReference,
  { identities, ...machine }: Reading,
  signal: AbortSignal,
): Promise<Secret> {
  if (reference.from !== 'google-secret-manager') return resolveReference(reference, machine.env, signal);
  const identity = readerOf(reference, identities);
  if (identity === undefined) throw new Error(`the compiled config has nobody to read "${reference.id}"`);
  const { readKeptSecret } = await import('./google-secret.ts');
  return notEmpty(await readKeptSecret(reference.id, identity, machine, signal), reference);
}
