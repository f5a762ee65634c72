import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import { type Holder, isGone, parseHolder, thisProcess } from './lock-holder.ts';

const RETRY_MS = 10;
/** The holder touches its lock this often. */
const HEARTBEAT_MS = 1_000;
/** A lock that nobody has touched for so long has no holder any more, where the holder itself cannot be looked for. */
const SILENT_MS = 10_000;

/** A lock that is held. */
export interface HeldLock {
  /** Whether it is still this holder's: a machine that slept may have lost it to another one. */
  isHeld(): Promise<boolean>;
}

/** Does its work while a lock file keeps every other process out; or does nothing, when the signal fires first. */
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
  await utimes(path, now, now).catch(() => {}); // one that was broken is noticed before the file is replaced
}

function heldTooLong(path: string): Failure {
  return new Failure('unavailable', `another writer holds ${path}`, {
    hint: `the next run retries; if no other pullkeeper runs, remove ${path}`,
  });
}

/**
 * A waiting process may remove the lock of a writer that is gone. A second file keeps two waiting processes from
 * doing it at once.
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

/** Returns the holder of a lock that was abandoned; undefined while it may be held, and without a lock. */
async function abandonedHolder(path: string): Promise<Partial<Holder> | undefined> {
  const holder = await holderOf(path);
  const gone = holder && (await isGone(holder));
  if (gone ?? (await isSilent(path))) return holder ?? {};
  return undefined;
}

/** Undefined for a lock that says of nobody whose it is: it is just being made, or another program's. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return parseHolder(await readFile(path, 'utf8'));
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

/** Creates a file that must not exist yet, a link included; false if it does. */
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
