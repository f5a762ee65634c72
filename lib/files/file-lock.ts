import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { type Holder, isGone, parseHolder, thisProcess } from './lock-holder.ts';
import { readNow } from './read-now.ts';

const RETRY_MS = 10;
/** How often the holder touches its lock. */
const HEARTBEAT_MS = 1_000;
/**
 * A lock that was not touched for this long has no holder any more. Used if the process of the holder cannot be looked
 * up.
 */
const SILENT_MS = 10_000;

/** A held lock. */
export interface HeldLock {
  /** Whether this process still holds the lock. After a suspend, another process may have it. */
  isHeld(): Promise<boolean>;
}

/** Runs the work while a lock file keeps other processes out. Does nothing if the signal fires first. */
export async function withLock(
  path: string,
  signal: AbortSignal,
  work: (lock: HeldLock) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const holder = { ...(await thisProcess()), token: randomUUID() };
  while (!(await create(path, holder))) {
    if (signal.aborted) throw heldTooLong(path);
    await breakIfAbandoned(path, holder);
    await sleep(RETRY_MS * (1 + Math.random()));
  }
  const isHeld = async () => (await holderOf(path))?.token === holder.token;
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS).unref();
  try {
    await work({ isHeld });
  } finally {
    clearInterval(heartbeat);
    if (await isHeld()) await rm(path, { force: true });
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {}); // a broken lock is noticed before the file is replaced
}

function heldTooLong(path: string): Failure {
  return new Failure('unavailable', `another writer holds ${path}`, {
    hint: `the next run retries; if no other pullkeeper runs, remove ${path}`,
  });
}

/**
 * Removes the lock of a writer that is gone. A second lock file keeps two waiting processes from doing this at once.
 */
async function breakIfAbandoned(path: string, self: Holder): Promise<void> {
  const abandoned = await abandonedHolder(path);
  if (abandoned === undefined) return;
  const breaker = `${path}.break`;
  if (!(await create(breaker, self))) {
    if ((await abandonedHolder(breaker)) !== undefined) await rm(breaker, { force: true });
    return;
  }
  try {
    const still = await abandonedHolder(path);
    if (still !== undefined && still.token === abandoned.token) await rm(path, { force: true });
  } finally {
    await rm(breaker, { force: true });
  }
}

/** Returns the holder of an abandoned lock. Undefined if the lock may be held, or does not exist. */
async function abandonedHolder(path: string): Promise<Partial<Holder> | undefined> {
  const holder = await holderOf(path);
  const gone = holder && (await isGone(holder));
  if (gone ?? (await isSilent(path))) return holder ?? {};
  return undefined;
}

/** Returns the holder in the lock file. Undefined if the file names none: it is being written, or another program's. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return parseHolder(await readNow(path));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function isSilent(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > SILENT_MS;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Creates a new file. False if the path exists, also as a link. */
async function create(path: string, holder: Holder): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx', 0o600);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    await file.writeFile(JSON.stringify(holder));
    return true;
  } finally {
    await file.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
