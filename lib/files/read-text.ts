import { readFile } from 'node:fs/promises';
import { Failure } from '../failure.ts';

/** Reads a text file that a person named, or throws a Failure that says why it cannot be read. */
export async function readText(path: string, name: string, hint: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure('invalid', whyUnread(error, name), { hint });
  });
  return decodeText(bytes, name);
}

/** Decodes the bytes of such a file. A byte that is not UTF-8 would become part of a name or of a password. */
export function decodeText(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('invalid', `${name} is not UTF-8`, { hint: 'save the file as UTF-8' });
  }
}

/** Why a file cannot be read, by the code of Node's error. */
export function whyUnread(error: unknown, name: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `${name} does not exist`;
    case 'EISDIR':
      return `${name} is a folder, not a file`;
    case 'EACCES':
    case 'EPERM':
      return `this user has no right to read ${name}`;
    default:
      return `${name} cannot be read (${code})`;
  }
}
