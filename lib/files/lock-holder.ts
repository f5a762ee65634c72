import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isJsonObject } from '../json.ts';

/** Who holds a lock, as the lock file says. */
export interface Holder {
  /** Identifies one hold of the lock. */
  token: string;
  pid: number;
  host: string;
  /** When the process began, where the system tells: a process id is used again, above all in containers. */
  born?: string;
}

export async function thisProcess(): Promise<Omit<Holder, 'token'>> {
  const born = await birthOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(born !== undefined && { born }) };
}

export function parseHolder(text: string): Holder | undefined {
  const parsed = parseJson(text);
  if (!isJsonObject(parsed)) return undefined;
  const { token, pid, host, born } = parsed;
  if (typeof token !== 'string' || typeof pid !== 'number' || typeof host !== 'string') return undefined;
  return { token, pid, host, ...(typeof born === 'string' && { born }) };
}

/** Whether the holder has ended; undefined where that cannot be known, as of another machine. */
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
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // it runs, and is another user's
  }
}

/** The start time of a process in ticks since the machine booted: `man proc_pid_stat`, field 22. */
async function birthOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]; // the name before it may hold blanks
  } catch {
    return undefined; // not every system has it
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
