import { setImmediate as settled } from 'node:timers/promises';

/** What lasts some time, and how much of it has gone by. */
export interface Time {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

interface Sleeper {
  at: number;
  wake: () => void;
}

/**
 * Time that passes only while everybody sleeps: then the next one is woken, and it is that late. A year of short sleeps
 * takes as long as what is done between them.
 */
export class VirtualTime implements Time {
  #now: number;
  /** The next one last. */
  readonly #sleepers: Sleeper[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const at = this.#now + Math.max(0, Math.round(milliseconds));
    return new Promise((wake, reject) => {
      const sleeper = { at, wake };
      signal?.addEventListener('abort', () => {
        const index = this.#sleepers.indexOf(sleeper);
        if (index >= 0) this.#sleepers.splice(index, 1);
        reject(signal.reason);
      });
      let place = this.#sleepers.length;
      // Whoever sleeps until the same moment wakes in the order of lying down.
      while (place > 0 && (this.#sleepers[place - 1]?.at ?? 0) <= at) place--;
      this.#sleepers.splice(place, 0, sleeper);
    });
  }

  async runUntil(end: number): Promise<void> {
    for (;;) {
      await settled();
      const next = this.#sleepers.at(-1);
      if (next === undefined || next.at > end) break;
      this.#sleepers.pop();
      this.#now = next.at;
      next.wake();
    }
    this.#now = end;
  }
}
