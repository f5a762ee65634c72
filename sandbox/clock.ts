export interface ClockOptions {
  /** What the clock shows when it is made. Default: the real time. */
  start?: Date;
  /** Seconds it runs per real second: 1 is real time, 5400 is a day in 16 seconds, 0 stands still until it is moved. */
  rate?: number;
}

/**
 * The sandbox's own time. Tokens, sessions and secrets live and die by it, so half a day passes in one call.
 * Request signatures do not: their senders sign with real time, and are held to real time.
 */
export class MovableClock {
  #rate: number;
  #shown: number;
  #since = performance.now();

  constructor({ start = new Date(), rate = 1 }: ClockOptions = {}) {
    this.#rate = rate;
    this.#shown = start.getTime();
  }

  now(): Date {
    return new Date(this.#shown + (performance.now() - this.#since) * this.#rate);
  }

  get rate(): number {
    return this.#rate;
  }

  /** Runs on from where it is, faster or slower. */
  setRate(rate: number): void {
    this.set(this.now());
    this.#rate = rate;
  }

  advance(milliseconds: number): void {
    this.#shown += milliseconds;
  }

  set(date: Date): void {
    this.#shown = date.getTime();
    this.#since = performance.now();
  }
}
