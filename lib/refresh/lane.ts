import { unlessAborted } from '../async/abortable.ts';
import { type Limiter, limiter } from '../async/limiter.ts';
import type { Wait } from '../async/wait.ts';
import { Failure } from '../failure.ts';
import { duration } from '../text/duration.ts';

/** A call that fails after this long has waited for an answer. A call that fails sooner was answered. */
const SLOW_MS = 2_000;

/** So many calls in a row without an answer close the lane for the rest of the run. */
const TIMEOUTS_TO_CLOSE = 3;

/** A call holds one of the starting places for this long at most: a call that hangs must not keep others from starting. */
const STARTING_MS = 250;

export interface LaneOptions {
  /** What the calls go to, as a message names it. */
  place: string;
  atOnce: number;
  /** The longest that one job may take, with all its retries. */
  mostMs: number;
}

export interface LaneClock {
  wait: Wait;
  signal: AbortSignal;
  /** Fires when no further job may begin; jobs under way go on. */
  noMore?: AbortSignal | undefined;
  /** Shared by all lanes of a run: bounds how many jobs begin at the same moment. */
  starts: Limiter;
}

/**
 * The calls of one run to one place. A place that hangs can only hold up its own lane, each job in it for a limited time;
 * after a few timeouts in a row the lane closes, and the jobs that still wait in it fail at once.
 */
export class Lane {
  readonly #options: LaneOptions;
  readonly #clock: LaneClock;
  readonly #inTurn: Limiter;
  #answers = 0;
  #timeouts = 0;

  constructor(options: LaneOptions, clock: LaneClock) {
    this.#options = options;
    this.#clock = clock;
    this.#inTurn = limiter(options.atOnce);
  }

  get isClosed(): boolean {
    return this.#timeouts >= TIMEOUTS_TO_CLOSE;
  }

  /** Runs the job when it is its turn: the lowest urgency first. `work` is not called when the lane has closed by then. */
  run<T>(work: (signal: AbortSignal) => Promise<T>, urgency = 0): Promise<T> {
    const attempt = async () => {
      this.#refuseIfOver();
      return this.#attempt(work);
    };
    return this.#inTurn(async () => {
      this.#refuseIfOver();
      return this.#start(attempt, urgency);
    }, urgency);
  }

  /** Begins the job as soon as there is a starting place, and gives the place back before a slow job has ended. */
  #start<T>(job: () => Promise<T>, urgency: number): Promise<T> {
    const { wait, starts } = this.#clock;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    void starts(async () => {
      const done = new AbortController();
      const settled = job()
        .then(resolve, reject)
        .finally(() => done.abort());
      await Promise.race([settled, wait(STARTING_MS, done.signal).catch(() => {})]);
    }, urgency);
    return promise;
  }

  async #attempt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { wait, signal } = this.#clock;
    const { mostMs } = this.#options;
    const answersBefore = this.#answers;
    const done = new AbortController();
    const tooLong = new AbortController();
    let isSlow = false;
    const watch = async () => {
      await wait(Math.min(SLOW_MS, mostMs), done.signal);
      isSlow = true;
      await wait(mostMs - Math.min(SLOW_MS, mostMs), done.signal);
      tooLong.abort(this.#noAnswer());
    };
    watch().catch(() => {}); // the job has ended
    const limited = AbortSignal.any([signal, tooLong.signal]);
    try {
      const result = await unlessAborted(work(limited), limited);
      this.#answered();
      return result;
    } catch (error) {
      // A place that has answered other jobs meanwhile is not down.
      if (!isSlow) this.#answered();
      else if (this.#answers === answersBefore) this.#timeouts++;
      throw error;
    } finally {
      done.abort();
    }
  }

  #answered(): void {
    this.#answers++;
    this.#timeouts = 0;
  }

  #noAnswer(): Failure {
    const { place, mostMs } = this.#options;
    return new Failure('unavailable', `${place} did not answer within ${duration(mostMs)}`, {
      hint: NO_ANSWER_HINT,
    });
  }

  #refuseIfOver(): void {
    this.#clock.signal.throwIfAborted();
    this.#clock.noMore?.throwIfAborted();
    if (!this.isClosed) return;
    const { place } = this.#options;
    const message = `not tried: ${place} did not answer ${TIMEOUTS_TO_CLOSE} times in a row in this run`;
    throw new Failure('unavailable', message, { hint: NO_ANSWER_HINT });
  }
}

const NO_ANSWER_HINT =
  'the next run retries; if this continues, check the network path (proxy, VPC endpoint, NAT, DNS) and the status page';
