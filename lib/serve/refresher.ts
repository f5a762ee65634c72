import type { Config } from '../config/config.ts';
import { type RefreshFunction, RUN_TIMEOUT_MS, runReserveMs } from '../config/schema/refresh-functions.ts';
import { describeFailures } from '../refresh/describe-failures.ts';
import type { Machine } from '../refresh/machine.ts';
import type { RefreshRequest } from '../refresh/request.ts';
import { publicationsOf, runFunction } from '../refresh/run-function.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { AlarmEvaluator } from './alarm-evaluator.ts';
import { type AlertTarget, alertOf, postAlert } from './alert.ts';
import type { Moment } from './passed-time.ts';
import type { RunCounts } from './run-counts.ts';
import { Timetable } from './timetable.ts';

interface RefresherOptions {
  config: () => Config;
  machine: Machine;
  counts: RunCounts;
  alerts: readonly AlertTarget[];
  moment: () => Moment;
  /** Fires when no further mint may begin, and when nothing may go on. */
  stop: AbortSignal;
  end: AbortSignal;
}

/** How often the alarms are judged between runs: CloudWatch judges its own every minute. */
const JUDGE_MS = 60_000;

/** The schedules and the alarms of the deployed stack, in one process. */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #timetable: Timetable;
  readonly #alarms: AlarmEvaluator;
  #judgedAt: number;
  #posting: Promise<unknown> = Promise.resolve();

  constructor(options: RefresherOptions) {
    const { config, moment } = options;
    this.#options = options;
    this.#judgedAt = moment().monotonicMs;
    this.#alarms = new AlarmEvaluator(this.#judgedAt);
    this.#timetable = new Timetable({ config, moment, run: (name, request) => this.#run(name, request) });
  }

  tick(): void {
    this.#timetable.tick();
    if (this.#options.moment().monotonicMs - this.#judgedAt >= JUDGE_MS) this.#judge();
  }

  /** Ends when the runs that are under way have ended, and what they say is posted. */
  async stop(): Promise<void> {
    await this.#timetable.stop();
    await this.#posting;
  }

  async #run(name: RefreshFunction, request: RefreshRequest): Promise<boolean> {
    const { counts, moment, stop } = this.#options;
    const isWell = await this.#attempt(name, request);
    if (stop.aborted) return isWell; // what was not begun is no failure
    counts.ended(name, isWell);
    this.#alarms.recordAttempt(name, moment().monotonicMs, isWell);
    this.#judge();
    return isWell;
  }

  /** Whatever a run fails by is logged: the process goes on, and so does the schedule. */
  async #attempt(name: RefreshFunction, request: RefreshRequest): Promise<boolean> {
    const { config, counts, moment, stop, end } = this.#options;
    const log: Machine['log'] = (level, message, fields) =>
      this.#options.machine.log(level, message, { function: name, ...fields });
    const machine: Machine = {
      ...this.#options.machine,
      log,
      measure: async (measurements) => this.#alarms.record(name, moment().monotonicMs, measurements),
    };
    const mostMs = RUN_TIMEOUT_MS - runReserveMs(publicationsOf({ config: config(), name }));
    const signal = AbortSignal.any([end, AbortSignal.timeout(Math.max(0, mostMs))]);
    try {
      const report = await runFunction({ config: config(), name, request, signal, stop }, machine);
      counts.tell(report);
      const isWell = report.counts.failed === 0;
      if (isWell) log('info', 'run ended', { ...report.counts, ...(request.canary && { canary: true }) });
      else
        log('error', 'run failed', {
          ...report.counts,
          reason: toSafeText(describeFailures(report), { longest: 2_000 }),
        });
      return isWell;
    } catch (error) {
      log('error', 'run failed', {
        reason: toSafeText(error instanceof Error ? error.message : String(error)),
      });
      return false;
    }
  }

  #judge(): void {
    const { config, moment, machine, alerts, end } = this.#options;
    this.#judgedAt = moment().monotonicMs;
    for (const change of this.#alarms.changes(config(), this.#judgedAt)) {
      const alert = alertOf(change, machine.now());
      machine.log(change.state === 'ALARM' ? 'error' : 'info', 'alarm', {
        alarm: alert.id,
        state: alert.state,
        says: alert.says,
      });
      for (const target of alerts) {
        const posted = postAlert(target, alert, end).catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          machine.log('error', 'an alert was not posted', {
            alarm: alert.id,
            to: target.kind,
            reason: toSafeText(reason),
          });
        });
        this.#posting = Promise.all([this.#posting, posted]);
      }
    }
  }
}
