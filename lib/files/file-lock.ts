import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';

/** A holder works for milliseconds; one that has not let go after this long is no more. */
const STALE_MS = 10_000;
const RETRY_MS = 10;

/** Does its work while a lock file keeps every other process out; or does nothing, when the signal fires first. */
export async function withLock(lock: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  signal.throwIfAborted();
  while (!(await create(lock))) {
    if (signal.aborted) throw heldTooLong(lock);
    await breakIfStale(lock);
    await sleep(RETRY_MS * (1 + Math.random()));
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

function heldTooLong(lock: string): Failure {
  return new Failure('unavailable', `another writer holds ${lock}`, {
    hint: `the next run tries again; if no other pullkeeper runs, remove ${lock}`,
  });
}

/** Whoever waits may remove the lock of a writer that died; a second file keeps two waiters from doing it at once. */
async function breakIfStale(lock: string): Promise<void> {
  if (!(await isStale(lock))) return;
  const breaker = `${lock}.break`;
  if (!(await create(breaker))) {
    if (await isStale(breaker)) await rm(breaker, { force: true });
    return;
  }
  try {
    if (await isStale(lock)) await rm(lock, { force: true });
  } finally {
    await rm(breaker, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Creates a file that must not exist yet; false if it does. */
async function create(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
