import { canaryCadence, hasCanary } from '../config/canary.ts';
import type { Config } from '../config/config.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import type { RefreshRequest } from '../refresh/request.ts';
import { type Moment, passedMs } from './passed-time.ts';

/**
 * A run is early by up to this part of a cadence, at random, so that many servers do not call a cloud at the same
 * moment.
 */
const JITTER = 0.05;

/** A failed run is retried twice, like in Lambda: after one minute, and after two more. */
const RETRIES_MS = [60_000, 120_000];

interface TimetableOptions {
  config: () => Config;
  /** Resolves to true if everything succeeded. Never rejects. */
  run: (name: RefreshFunction, request: RefreshRequest) => Promise<boolean>;
  moment: () => Moment;
  random?: () => number;
}

/** The future runs of one function. */
interface Line {
  last: Moment;
  waitMs: number;
  lastCanary: Moment;
  /** The number of failed attempts of the due run. */
  failures: number;
  /** The due time of the run that this attempt belongs to. */
  due: Moment;
  running?: Promise<void> | undefined;
}

/**
 * Runs each function on its cadence. The first run is at once: the ledger shows what is fresh. A function never runs
 * twice at the same time. Its canary waits for a running run, or is left out.
 */
export class Timetable {
  readonly #options: Required<TimetableOptions>;
  readonly #lines = new Map<RefreshFunction, Line>();
  #isStopped = false;

  constructor(options: TimetableOptions) {
    this.#options = { random: Math.random, ...options };
  }

  /** Starts the due runs. Called about every second. */
  tick(): void {
    if (this.#isStopped) return;
    const { config, moment } = this.#options;
    const { registries } = config();
    const now = moment();
    for (const name of REFRESH_FUNCTION_NAMES) {
      if (servedBy(name, registries).length === 0) continue;
      const line = this.#lines.get(name) ?? this.#newLine(name, now);
      if (line.running === undefined) this.#advance(name, line, now);
    }
  }

  /** Starts no more runs, and resolves when the running ones have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#lines.values()].map(({ running }) => running));
  }

  #newLine(name: RefreshFunction, now: Moment): Line {
    const line = { last: now, waitMs: 0, lastCanary: now, failures: 0, due: now };
    this.#lines.set(name, line);
    return line;
  }

  #advance(name: RefreshFunction, line: Line, now: Moment): void {
    const config = this.#options.config();
    const cadenceMs = config.schedule[name];
    // A shorter cadence takes effect at once.
    if (passedMs(line.last, now) >= Math.min(line.waitMs, cadenceMs)) {
      if (line.failures === 0) line.due = now;
      line.last = now;
      line.running = this.#refresh(name, line, cadenceMs);
    } else if (hasCanary(name, config) && passedMs(line.lastCanary, now) >= canaryCadence(cadenceMs)) {
      line.lastCanary = now;
      line.running = this.#options.run(name, { force: false, dryRun: false, canary: true }).then(() => {
        line.running = undefined;
      });
    }
  }

  async #refresh(name: RefreshFunction, line: Line, cadenceMs: number): Promise<void> {
    const { run, random } = this.#options;
    const isWell = await run(name, { force: false, dryRun: false, scheduledAt: new Date(line.due.wallMs) });
    const retryMs = isWell ? undefined : RETRIES_MS[line.failures];
    line.failures = retryMs === undefined ? 0 : line.failures + 1;
    line.waitMs = retryMs ?? cadenceMs * (1 - JITTER * random());
    if (retryMs === undefined) line.last = line.due; // retries do not put off the next run
    line.running = undefined;
  }
}
