import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, open, readdir, readlink, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure, messageOf } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { type HeldLock, withLock } from './file-lock.ts';
import { readNow } from './read-now.ts';

/** Only the owner of the file may read it. */
const MODE = 0o600;

/**
 * Changes a file in one step: no reader sees half of it, and two writers at once lose nothing. A crash leaves the old
 * file unchanged. If the path is a symbolic link, the target changes.
 */
export async function changeFile(
  path: string,
  change: (text: string | undefined) => string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const target = await targetOf(path);
    await inTurn(target, () => withLock(`${target}.lock`, signal, (lock) => replace(target, change, lock)));
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw tooLate(path);
    throw fileFailure(error, 'change', path);
  }
}

/** Returns the target of a path, with all links resolved. The file need not exist. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const next = await readlink(path).catch(() => undefined);
    return next === undefined ? path : targetOf(resolve(dirname(path), next));
  }
}

/** Returns the text of a file, or undefined if it does not exist. */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    return await readNow(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw fileFailure(error, 'read', path);
  }
}

/** Fails if the folder of the path, or its nearest existing parent, accepts no new files. */
export async function refuseUnwritable(path: string): Promise<void> {
  try {
    const target = await targetOf(path);
    await nearestFolder(dirname(resolve(target)));
    await access(target, constants.W_OK).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  } catch (error) {
    throw fileFailure(error, 'change', path);
  }
}

async function nearestFolder(folder: string): Promise<void> {
  try {
    await access(`${folder}/`, constants.W_OK); // the slash fails for a file at this path
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await nearestFolder(dirname(folder));
  }
}

/**
 * Writes a draft with a random name, which must not exist. Otherwise a link with that name could redirect the secret,
 * or a file of another user could receive it.
 */
async function replace(
  path: string,
  change: (text: string | undefined) => string,
  lock: HeldLock,
): Promise<void> {
  const text = change(await readTextFile(path));
  await removeDrafts(path);
  const draft = join(dirname(path), `${draftPrefix(path)}${randomBytes(12).toString('hex')}.tmp`);
  const file = await open(draft, 'wx', MODE);
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await lock.isHeld())) throw lostLock(path);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Removes drafts of killed runs. No other process has a draft now, because this one holds the lock. */
async function removeDrafts(path: string): Promise<void> {
  const folder = dirname(path);
  const prefix = draftPrefix(path);
  const names = await readdir(folder).catch(() => []); // the folder may be write-only
  const old = names.filter(
    (name) => name.startsWith(prefix) && /^[0-9a-f]+\.tmp$/.test(name.slice(prefix.length)),
  );
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true }).catch(() => {})));
}

function draftPrefix(path: string): string {
  return `.${basename(path)}.`;
}

function lostLock(path: string): Failure {
  return new Failure('unavailable', `did not change ${path}: another writer took over the lock`, {
    hint: 'this machine was suspended for more than ten seconds; the next run retries',
  });
}

/** Writers in this process queue here, so that they do not compete for the lock file. */
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

function tooLate(path: string): Failure {
  return new Failure('unavailable', `did not change ${path}: timed out while waiting for the lock`, {
    hint: 'the next run retries',
  });
}

const FILE_ABOVE = 'one folder of the path is a file';

const HINTS: Record<string, string> = {
  EACCES: 'this user has no right to do that: choose another path, or change the owner of the file or folder',
  EPERM: 'this user has no right to do that: choose another path, or change the owner of the file or folder',
  EROFS: 'the folder is read-only; in Lambda only /tmp can be written',
  ENOSPC: 'the disk is full',
  EISDIR: 'the path is a folder: give the path of a file in it',
  ENOTDIR: FILE_ABOVE,
  // The error of mkdir if the last folder of the path is a file.
  EEXIST: FILE_ABOVE,
};

function fileFailure(error: unknown, tried: string, path: string): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  const said = messageOf(error);
  return new Failure(code === 'ENOSPC' ? 'quota' : 'invalid', `cannot ${tried} ${path}`, {
    hint: HINTS[code ?? ''] ?? 'the cause says what the system rejected',
    cause: toSafeText(said),
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
