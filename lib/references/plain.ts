import { readFile } from 'node:fs/promises';
import type { PlainReference, SecretReference } from '../config/schema/reference-schema.ts';
import { Failure } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';
import { nameOfSecret } from './replace.ts';

/** Reads a secret from a variable, a file or AWS Secrets Manager. */
export async function resolveReference(
  reference: PlainReference,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Secret> {
  return notEmpty(new Secret((await read(reference, env, signal)) ?? ''), reference);
}

/** Refuses an empty secret: it cannot be a credential. */
export function notEmpty(secret: Secret, reference: SecretReference): Secret {
  if (secret.reveal() !== '') return secret;
  const message = `the secret that registries.yml refers to is empty: ${nameOfSecret(reference)}`;
  throw new Failure('invalid', message, {
    hint: 'store a value there, or correct the reference in registries.yml',
  });
}

async function read(
  reference: PlainReference,
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

/** Removes a newline at the end of a file: editors add one, and no secret ends with one. */
async function readSecretFile(reference: PlainReference, signal: AbortSignal): Promise<string> {
  try {
    return (await readFile(reference.id, { encoding: 'utf8', signal })).replace(/\r?\n$/, '');
  } catch (error) {
    throw new Failure(
      'invalid',
      `cannot read the secret that registries.yml refers to: ${nameOfSecret(reference)}`,
      {
        hint: 'check that the file exists and that this user may read it',
        ...(error instanceof Error && { cause: toSafeText(error.message) }),
      },
    );
  }
}
