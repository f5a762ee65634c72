import { unlessAborted } from '../async/abortable.ts';
import { type Limiter, limiter } from '../async/limiter.ts';
import type { Wait } from '../async/wait.ts';
import { Failure } from '../failure.ts';
import { duration } from '../text/duration.ts';

/** A failure after this long counts as a timeout. A faster failure was an answer. */
const SLOW_MS = 2_000;

/** After this many timeouts in a row, the lane closes for the rest of the run. */
const TIMEOUTS_TO_CLOSE = 3;

/**
 * A call holds a starting place for at most this long, so that a call that hangs does not keep others from starting.
 */
const STARTING_MS = 250;

export interface LaneOptions {
  /** The name of the place, for messages. */
  place: string;
  atOnce: number;
  /** The timeout of one job, with all its retries. */
  mostMs: number;
}

interface LaneClock {
  wait: Wait;
  signal: AbortSignal;
  /** Fires when no further job may begin. Running jobs continue. */
  noMore?: AbortSignal | undefined;
  /** Shared by all lanes of a run: limits how many jobs begin at the same moment. */
  starts: Limiter;
}

/**
 * The calls of one run to one place. A place that hangs only holds up its own lane, and each job in it for a limited
 * time. After a few timeouts in a row the lane closes, and its waiting jobs fail at once.
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

  /**
   * Runs the job when it is its turn: the lowest urgency first. If the lane has closed by then, `work` is not called.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>, urgency = 0): Promise<T> {
    return this.#inTurn(() => this.#start(() => this.#attempt(work), urgency), urgency);
  }

  /** Begins the job as soon as there is a starting place, and frees the place before a slow job has ended. */
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
    this.#refuseIfOver();
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
      // A place that has answered other jobs in the meantime is not down.
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
