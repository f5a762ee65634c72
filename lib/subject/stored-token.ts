import { readFile } from 'node:fs/promises';
import type { SubjectToken } from '../config/schema/subject-token-schema.ts';
import { Failure } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';

/** Reads a token that the platform renews: Kubernetes in a projected volume, GitLab in a variable. */
export async function readStoredToken(
  { from, id }: Exclude<SubjectToken, string>,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Secret> {
  const text = from === 'env' ? env[id] : await read(id, signal);
  const token = text?.trim() ?? '';
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return new Secret(token);
  const where = from === 'env' ? `the variable ${id}` : id;
  throw new Failure('invalid', `cannot read the subject token: ${where} holds no JWT`, {
    hint: 'let the platform write one there: a projected service account token of Kubernetes, id_tokens of GitLab',
  });
}

async function read(path: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    throw new Failure('invalid', `cannot read the subject token in ${path}`, {
      hint: 'check that the platform mounts the file, and that this user may read it',
      ...(error instanceof Error && { cause: toSafeText(error.message) }),
    });
  }
}
