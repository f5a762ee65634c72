import { readFile } from 'node:fs/promises';
import type { SecretReference } from '../config/config.ts';
import { Failure } from '../errors.ts';
import { Secret } from '../secret.ts';

/** Reads a secret from where registries.yml says it is kept, at the moment it is needed. */
export async function resolveReference(
  reference: SecretReference,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Secret> {
  const value = await read(reference, env, signal);
  if (value === undefined || value === '') {
    throw new Failure(
      'invalid',
      `the secret that registries.yml refers to is empty: ${describe(reference)}`,
      {
        hint: 'set it there, or correct the reference',
      },
    );
  }
  return new Secret(value);
}

async function read(
  reference: SecretReference,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | undefined> {
  switch (reference.from) {
    case 'env':
      return env[reference.id];
    case 'file':
      return readSecretFile(reference, signal);
    case 'aws-secrets-manager':
      return (await import('./aws-secret.ts')).readAwsSecret(reference.id, env, signal);
  }
}

/** An editor ends a file with a newline; no secret that a file may hold ends with one. */
async function readSecretFile(reference: SecretReference, signal: AbortSignal): Promise<string> {
  try {
    return (await readFile(reference.id, { encoding: 'utf8', signal })).replace(/\r?\n$/, '');
  } catch (error) {
    throw new Failure(
      'invalid',
      `cannot read the secret that registries.yml refers to: ${describe(reference)}`,
      {
        hint: 'check that the file exists and that this user may read it',
        ...(error instanceof Error && { cause: error.message }),
      },
    );
  }
}

function describe({ from, id }: SecretReference): string {
  return `${id} (${from})`;
}
