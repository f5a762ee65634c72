import type { Config } from '../config/config.ts';
import { type RefreshFunction, RUN_TIMEOUT_MS, runReserveMs } from '../config/schema/refresh-functions.ts';
import { messageOf } from '../failure.ts';
import { describeFailures } from '../refresh/describe-failures.ts';
import type { Machine } from '../refresh/machine.ts';
import type { RefreshRequest } from '../refresh/request.ts';
import { publicationsOf, runFunction } from '../refresh/run-function.ts';
import { type SafeText, toSafeText } from '../secrecy/safe-text.ts';
import { AlarmEvaluator, LONGEST_MS } from './alarm-evaluator.ts';
import type { AlarmFile } from './alarm-file.ts';
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
  alarmFile: AlarmFile;
  /** `stop` fires when no further mint may begin, `end` when all work must stop. */
  stop: AbortSignal;
  end: AbortSignal;
}

/** How often the alarms are evaluated between runs. CloudWatch evaluates its alarms every minute. */
const JUDGE_MS = 60_000;

/** The schedules and the alarms of the deployed stack, in one process. */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #timetable: Timetable;
  #alarms: AlarmEvaluator;
  #judgedAt: number;
  #posting: Promise<unknown> = Promise.resolve();
  #saving: Promise<void> = Promise.resolve();

  constructor(options: RefresherOptions) {
    const { config, moment } = options;
    this.#options = options;
    this.#judgedAt = moment().monotonicMs;
    this.#alarms = new AlarmEvaluator({ since: this.#judgedAt });
    this.#timetable = new Timetable({ config, moment, run: (name, request) => this.#run(name, request) });
  }

  /** Loads the alarms of the previous process. Called before the first tick. */
  async restore(): Promise<void> {
    const { alarmFile, machine } = this.#options;
    try {
      const history = await alarmFile.load(LONGEST_MS);
      if (history !== undefined) this.#alarms = new AlarmEvaluator(history);
    } catch (error) {
      machine.log('warn', 'the alarms before the restart are not known', { reason: textOf(error) });
    }
  }

  tick(): void {
    this.#timetable.tick();
    if (this.#options.moment().monotonicMs - this.#judgedAt >= JUDGE_MS) this.#judge();
  }

  /** Resolves when the running runs have ended, and their alerts are posted. */
  async stop(): Promise<void> {
    await this.#timetable.stop();
    await Promise.all([this.#posting, this.#saving]);
  }

  /** Writes the history, one write at a time. A failed write is logged, and the process continues. */
  #save(): void {
    const { alarmFile, machine } = this.#options;
    const save = () =>
      alarmFile.save(this.#alarms.history).catch((error: unknown) => {
        machine.log('warn', 'the alarms were not saved: a restart forgets them', { reason: textOf(error) });
      });
    this.#saving = this.#saving.then(save);
  }

  async #run(name: RefreshFunction, request: RefreshRequest): Promise<boolean> {
    const { counts, moment, stop } = this.#options;
    const isWell = await this.#attempt(name, request);
    if (stop.aborted) return isWell; // a run that did not begin is not a failure
    counts.ended(name, isWell);
    this.#alarms.recordAttempt(name, moment().monotonicMs, isWell);
    this.#judge();
    this.#save();
    return isWell;
  }

  /** Logs every failure of a run: the process and the schedule continue. */
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
      log('error', 'run failed', { reason: textOf(error) });
      return false;
    }
  }

  #judge(): void {
    const { config, moment, machine, alerts, end } = this.#options;
    this.#judgedAt = moment().monotonicMs;
    const changes = this.#alarms.changes(config(), this.#judgedAt);
    if (changes.length > 0) this.#save();
    for (const change of changes) {
      const alert = alertOf(change, machine.now());
      machine.log(change.state === 'ALARM' ? 'error' : 'info', 'alarm', {
        alarm: alert.id,
        state: alert.state,
        says: alert.says,
      });
      for (const target of alerts) {
        const posted = postAlert(target, alert, end).catch((error: unknown) => {
          machine.log('error', 'an alert was not posted', {
            alarm: alert.id,
            to: target.kind,
            reason: textOf(error),
          });
        });
        this.#posting = Promise.all([this.#posting, posted]);
      }
    }
  }
}

function textOf(error: unknown): SafeText {
  return toSafeText(messageOf(error));
}
