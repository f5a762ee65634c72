import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after this time; rejects when the signal aborts first. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal });
}
