import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../lib/config/config.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import type { Machine } from '../../lib/refresh/machine.ts';
import type { Report } from '../../lib/refresh/report.ts';
import type { RefreshRequest } from '../../lib/refresh/request.ts';
import { RefreshFailed } from '../../lib/refresh/settle.ts';
import { AlarmEvaluator } from '../../lib/serve/alarm-evaluator.ts';
import { alertOf } from '../../lib/serve/alert.ts';
import { Timetable } from '../../lib/serve/timetable.ts';
import { type Status, statusOf } from '../../lib/status/status.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { parseFault } from './faults.ts';
import { functionsFor } from './functions.ts';
import { lambdaContext, scheduledEvent } from './invoke.ts';
import { prove } from './proof.ts';
import type { Scenario } from './scenarios.ts';
import { StandingFaults } from './standing-faults.ts';
import { Story } from './story.ts';

interface DrillOptions {
  config: Config;
  sandbox: Sandbox;
  machine: Machine;
  /** The seconds of the rehearsal in a real second. */
  rate: number;
  /** Called before a run, and after it with its report and with what Lambda would see as its error. */
  onStart?: (name: RefreshFunction) => void;
  onEnd?: (report: Report | undefined, error: Error | undefined) => Promise<void>;
}

const TICK_MS = 30;
/** A scenario moves the clock in steps of a minute, as long as no run works. Runs take a few seconds more. */
const STEP_MS = 60_000;
const SCENARIO_MS = 4_000;

/** The real functions on their schedules, in front of a sandbox whose clock runs fast and whose services can be broken. */
export class Drill {
  readonly story = new Story();
  readonly faults: StandingFaults;
  readonly #options: DrillOptions;
  readonly #handlers: ReadonlyMap<RefreshFunction, (event: unknown) => Promise<Report>>;
  readonly #lastRun = new Map<RefreshFunction, number | undefined>();
  #timetable: Timetable;
  #alarms: AlarmEvaluator;
  #standing = new Map<string, string>();
  #rate: number;
  #clockRate: number;
  #running = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #isForced = false;
  #requested: Scenario | undefined;
  /** The current scenario, or the last one. */
  scenario: { title: string; done: number; verdict: string[] } | undefined;

  constructor(options: DrillOptions) {
    const { config, machine, rate, sandbox } = options;
    this.#options = options;
    this.faults = new StandingFaults({
      sandbox,
      functions: functionsFor(config).map(({ name }) => name),
      note: (words) => this.story.add(this.now(), 'fault', words),
    });
    this.#rate = rate;
    this.#clockRate = rate;
    this.#timetable = this.#newTimetable();
    this.#alarms = new AlarmEvaluator({ since: this.#nowMs() });
    this.#handlers = new Map(
      functionsFor(config).map(({ name, make }) => {
        const handler = make(config, {
          ...machine,
          now: () => new Date(this.#nowMs() + this.faults.fastMs),
          measure: async (measurements) => this.#alarms.record(name, this.#nowMs(), measurements),
        });
        return [name, (event: unknown) => handler(event, lambdaContext(name))];
      }),
    );
  }

  get alarms(): string[] {
    return [...this.#standing.values()];
  }

  get rate(): number {
    return this.#rate;
  }

  /** Starts the runs of the schedules until the signal fires, and waits for the current runs. */
  async run(signal: AbortSignal): Promise<void> {
    this.#setRate(this.#options.rate);
    while (!signal.aborted) {
      const scenario = this.#requested;
      this.#requested = undefined;
      if (scenario === undefined) await this.#step(signal);
      else await this.play(scenario, signal);
    }
    await this.#timetable.stop();
  }

  /** Plays a scenario as soon as the schedules allow it. */
  request(scenario: Scenario): void {
    this.#requested = scenario;
  }

  /** Plays a scenario from a fresh start, and returns what was seen. */
  async play({ title, lengthMs, steps }: Scenario, signal: AbortSignal): Promise<string[]> {
    const scenario: NonNullable<Drill['scenario']> = { title, done: 0, verdict: [] };
    this.scenario = scenario;
    await this.#startAfresh();
    this.#setRate(lengthMs / SCENARIO_MS, 0);
    this.story.add(this.now(), 'fault', `scenario: ${title}`);
    const from = this.#nowMs();
    let due = [...steps];
    while (!signal.aborted && this.#nowMs() - from < lengthMs) {
      await this.#step(signal, SCENARIO_MS / (lengthMs / STEP_MS));
      if (this.#running === 0) this.#options.sandbox.clock.advance(STEP_MS);
      const passed = this.#nowMs() - from;
      for (const { begin, end } of due.filter(({ atMs }) => atMs <= passed)) {
        if (begin !== undefined) await this.faults.begin(parseFault(begin, this.#options.config));
        if (end) this.faults.liftAll();
      }
      due = due.filter(({ atMs }) => atMs > passed);
      scenario.done = Math.min(1, passed / lengthMs);
    }
    await this.#timetable.stop();
    this.faults.liftAll();
    scenario.done = 1;
    scenario.verdict = this.story.verdict(await this.status());
    this.#timetable = this.#newTimetable();
    this.#setRate(this.#options.rate);
    return scenario.verdict;
  }

  /** One run of each function, one after the other. */
  async runOnce(): Promise<void> {
    for (const name of this.#handlers.keys()) await this.#run(name, { force: false, dryRun: false });
  }

  now(): Date {
    return this.#options.sandbox.clock.now();
  }

  async status(): Promise<Status> {
    const { config, machine } = this.#options;
    return statusOf(config, await machine.ledger.entries(), this.now());
  }

  /** Pulls with every published secret. */
  async pulls(): Promise<{ working: number; failing: string[] }> {
    const { config, sandbox } = this.#options;
    const all = config.registries.flatMap((registry) =>
      registry.publish.map(async (publication) => {
        const result = await prove(publication, registry, sandbox).catch(() => ({ pulled: false }));
        return result && { name: `${publication.backend} ${publication.name}`, isWorking: result.pulled };
      }),
    );
    const known = (await Promise.all(all)).filter((each) => each !== undefined);
    return {
      working: known.filter(({ isWorking }) => isWorking).length,
      failing: known.filter(({ isWorking }) => !isWorking).map(({ name }) => name),
    };
  }

  async #step(signal: AbortSignal, pauseMs = TICK_MS): Promise<void> {
    this.#timetable.tick();
    await this.#judge();
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }

  async #startAfresh(): Promise<void> {
    this.faults.liftAll();
    await this.#timetable.stop();
    this.#setRate(1);
    this.story.begin();
    this.#lastRun.clear();
    this.#standing.clear();
    this.#alarms = new AlarmEvaluator({ since: this.#nowMs() });
    this.#isForced = true;
    await this.runOnce();
    this.#isForced = false;
    this.#timetable = this.#newTimetable();
  }

  #newTimetable(): Timetable {
    const { config } = this.#options;
    const moment = () => ({ wallMs: this.#nowMs(), monotonicMs: this.#nowMs() });
    const run = (name: RefreshFunction, request: RefreshRequest) =>
      this.#enqueue(() => this.#run(name, request));
    return new Timetable({ config: () => config, moment, run, random: () => 0 });
  }

  /** Runs take turns, so that their output is not mixed. */
  #enqueue(work: () => Promise<boolean>): Promise<boolean> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  /** The clock keeps to real time while a run works: its pauses and timeouts are real. */
  async #run(name: RefreshFunction, request: RefreshRequest): Promise<boolean> {
    const { clock } = this.#options.sandbox;
    this.#running += 1;
    clock.setRate(1);
    try {
      return this.#isLost(name, request) || (await this.#attempt(name, request));
    } finally {
      this.#running -= 1;
      if (this.#running === 0) clock.setRate(this.#clockRate);
    }
  }

  #isLost(name: RefreshFunction, { canary }: RefreshRequest): boolean {
    if (canary || !this.faults.losesRun(name)) return false;
    this.story.add(this.now(), 'failed', `a run of ${name} is lost: the function was not called`);
    return true;
  }

  async #attempt(
    name: RefreshFunction,
    { canary, scheduledAt = this.now() }: RefreshRequest,
  ): Promise<boolean> {
    const { onStart, onEnd, sandbox } = this.#options;
    const isRetry = this.#lastRun.get(name) === scheduledAt.getTime();
    this.#lastRun.set(name, scheduledAt.getTime());
    const title = canary ? `canary of ${name}` : isRetry ? `retry of ${name}` : name;
    this.story.look(await this.status().catch(() => EMPTY));
    sandbox.calls.clear();
    onStart?.(name);
    const event = canary ? { canary: true } : this.#isForced ? { force: true } : scheduledEvent(scheduledAt);
    const { report, error } = await this.#invoke(name, event);
    if (report !== undefined) this.story.addRun(this.now(), title, report);
    else if (error !== undefined) this.story.add(this.now(), 'failed', `${title}: ${error.message}`);
    await onEnd?.(report, error);
    this.#alarms.recordAttempt(name, this.#nowMs(), error === undefined);
    return error === undefined;
  }

  async #invoke(name: RefreshFunction, event: unknown): Promise<{ report?: Report; error?: Error }> {
    try {
      const report = await this.#handlers.get(name)?.(event);
      return report === undefined ? {} : { report };
    } catch (error) {
      if (error instanceof RefreshFailed) return { report: error.report, error };
      if (error instanceof Error) return { error };
      throw error;
    }
  }

  async #judge(): Promise<void> {
    const changes = this.#alarms.changes(this.#options.config, this.#nowMs());
    for (const change of changes) {
      const { id, says } = alertOf(change, this.now());
      if (change.state === 'ALARM') {
        this.#standing.set(id, says);
        this.story.addAlarm(
          this.now(),
          `${id}: ${says.replace(/\.$/, '')}`,
          await this.status().catch(() => EMPTY),
        );
      } else {
        this.#standing.delete(id);
        this.story.add(this.now(), 'well', `OK again: ${id}`);
      }
    }
  }

  /** `clockRate` is 0 while the clock moves in steps; people still see the rate. */
  #setRate(rate: number, clockRate = rate): void {
    this.#rate = rate;
    this.#clockRate = clockRate;
    if (this.#running === 0) this.#options.sandbox.clock.setRate(clockRate);
  }

  #nowMs(): number {
    return this.now().getTime();
  }
}

/** The status while the ledger cannot be read. */
const EMPTY: Status = {
  state: 'unpublished',
  at: '',
  counts: { dead: 0, unpublished: 0, unreadable: 0, low: 0, overdue: 0, failing: 0, alive: 0 },
  publications: [],
  orphans: [],
};
