export interface ClockOptions {
  /** The time at the start. Default: the real time. */
  start?: Date;
  /** Seconds per real second: 1 is real time, 5400 is a day in 16 seconds, 0 stops the clock until it is moved. */
  rate?: number;
}

/**
 * The sandbox's own time. Tokens, sessions and secrets use it, so half a day can pass in one call. Request signatures
 * use real time, because clients sign with real time.
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

  /** Changes the speed of the clock. */
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
