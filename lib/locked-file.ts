import { chmod, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from './errors.ts';
import { withLock } from './file-lock.ts';

/** Only its owner may read what is written here. */
const MODE = 0o600;

/**
 * Changes a file as one step: nobody ever sees half of it, and of two writers at once neither loses anything. A crash
 * leaves the old file whole. A link is followed, so that what it points to is what changes.
 */
export async function changeFile(
  path: string,
  change: (text: string | undefined) => string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const target = await realpath(path).catch(() => path);
    await inTurn(target, () => withLock(`${target}.lock`, signal, () => replace(target, change)));
  } catch (error) {
    throw fileFailure(error, 'change', path);
  }
}

/** The text of a file, or undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw fileFailure(error, 'read', path);
  }
}

async function replace(path: string, change: (text: string | undefined) => string): Promise<void> {
  const text = change(await readText(path));
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(draft, 'w', MODE);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(draft, MODE);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Writers in one process queue up here rather than contend for the lock file. */
const queues = new Map<string, Promise<void>>();

async function inTurn(path: string, work: () => Promise<void>): Promise<void> {
  const before = queues.get(path) ?? Promise.resolve();
  const mine = before.catch(() => {}).then(work);
  queues.set(path, mine);
  try {
    await mine;
  } finally {
    if (queues.get(path) === mine) queues.delete(path);
  }
}

const HINTS: Record<string, string> = {
  EACCES: 'this user may not do that: choose another path, or change the owner of the file or folder',
  EPERM: 'this user may not do that: choose another path, or change the owner of the file or folder',
  EROFS: 'the folder is read-only; in Lambda only /tmp can be written',
  ENOSPC: 'the disk is full',
  EISDIR: 'the path is a folder: give the path of a file in it',
  ENOTDIR: 'a part of the path is a file, not a folder',
};

function fileFailure(error: unknown, tried: string, path: string): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name)) {
    return new Failure('unavailable', `cannot ${tried} ${path}: another writer holds it`, {
      hint: `if no other pullkeeper runs, remove ${path}.lock`,
    });
  }
  return new Failure(code === 'ENOSPC' ? 'quota' : 'invalid', `cannot ${tried} ${path}`, {
    hint: HINTS[code ?? ''] ?? 'the cause names what the system did not allow',
    cause: said,
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
