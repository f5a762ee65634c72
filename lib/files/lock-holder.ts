import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { parseJsonObject } from '../json.ts';

/** The holder of a lock, from the lock file. */
export interface Holder {
  /** A random value for each time the lock is held. */
  token: string;
  pid: number;
  host: string;
  /** The start of the process, if the system reports it: process ids are reused, above all in containers. */
  born?: string;
}

export async function thisProcess(): Promise<Omit<Holder, 'token'>> {
  const born = await birthOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(born !== undefined && { born }) };
}

export function parseHolder(text: string): Holder | undefined {
  const { token, pid, host, born } = parseJsonObject(text) ?? {};
  if (typeof token !== 'string' || typeof pid !== 'number' || typeof host !== 'string') return undefined;
  return { token, pid, host, ...(typeof born === 'string' && { born }) };
}

/** Whether the holder has ended. Undefined if that cannot be known, for example on another machine. */
export async function isGone({ pid, host, born }: Holder): Promise<boolean | undefined> {
  if (host !== hostname()) return undefined;
  if (!isRunning(pid)) return true;
  const running = await birthOf(pid);
  return born !== undefined && running !== undefined && born !== running;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // the process runs, but belongs to another user
  }
}

/** The start of a process in ticks since boot: `man proc_pid_stat`, field 22. */
async function birthOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]; // the name before this field may contain blanks
  } catch {
    return undefined; // some systems do not have this file
  }
}
