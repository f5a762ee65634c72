import type { Config } from '../config/config.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import type { Alarm } from '../deployment/alarms/alarm.ts';
import { alarmsFor } from '../deployment/alarms/alarms.ts';
import type { Measurement } from '../telemetry/measurement.ts';

/** An alarm that has begun, or ended. */
export interface AlarmChange {
  alarm: Alarm;
  state: 'ALARM' | 'OK';
}

export interface Point {
  at: number;
  value: number;
}

/** The input of the alarms: the time of the first value, the values, and the alarms that are active. */
export interface AlarmHistory {
  since: number;
  points: [key: string, points: Point[]][];
  active: string[];
}

/** No alarm looks further back. */
export const LONGEST_MS = 7 * 86_400_000;

/** The alarms need names, but the names are never posted. */
const NOT_DEPLOYED = { service: 'pullkeeper', stage: 'serve', region: '' };

/**
 * Evaluates the CloudWatch alarms on a machine without CloudWatch: with the same metrics, thresholds and periods, and a
 * clock that only goes forward. There is no failure queue here, so its alarm is left out: `errors` covers it.
 */
export class AlarmEvaluator {
  readonly #points: Map<string, Point[]>;
  readonly #active: Set<string>;
  readonly #since: number;

  constructor({ since, points = [], active = [] }: Pick<AlarmHistory, 'since'> & Partial<AlarmHistory>) {
    this.#since = since;
    this.#points = new Map(points);
    this.#active = new Set(active);
  }

  get history(): AlarmHistory {
    return { since: this.#since, points: [...this.#points], active: [...this.#active] };
  }

  record(name: RefreshFunction, at: number, measurements: readonly Measurement[]): void {
    for (const { dimensions, values } of measurements) {
      if (dimensions.function !== name || 'source' in dimensions || 'reason' in dimensions) continue;
      for (const [metric, value] of Object.entries(values))
        this.#add(keyOf(name, metric, dimensions.life), { at, value });
    }
  }

  /** Records the result of an attempt. */
  recordAttempt(name: RefreshFunction, at: number, isWell: boolean): void {
    this.#add(keyOf(name, 'Errors'), { at, value: isWell ? 0 : 1 });
  }

  /** Returns the alarms that have changed since the last call. */
  changes(config: Config, now: number): AlarmChange[] {
    const alarms = alarmsFor(config, NOT_DEPLOYED).filter(({ kind }) => kind !== 'failure-queue');
    return alarms.flatMap((alarm): AlarmChange[] => {
      const key = JSON.stringify([alarm.kind, alarm.of]);
      const before = this.#active.has(key);
      const isActive = this.#breaches(alarm, now) ?? before;
      if (isActive === before) return [];
      if (isActive) this.#active.add(key);
      else this.#active.delete(key);
      return [{ alarm, state: isActive ? 'ALARM' : 'OK' }];
    });
  }

  /** Whether every period breaches. Undefined if no period has a value, and missing values are ignored. */
  #breaches(alarm: Alarm, now: number): boolean | undefined {
    const { metric, periods, periodSeconds, missing, fill } = alarm;
    const periodMs = periodSeconds * 1_000;
    const points = this.#points.get(keyOf(alarm.of[0] ?? '', metric.name, lifeOf(alarm))) ?? [];
    const judged = Array.from({ length: periods }, (_, index): boolean | undefined => {
      const until = now - index * periodMs;
      const values = points.flatMap(({ at, value }) => (at > until - periodMs && at <= until ? value : []));
      if (values.length > 0) return isBreach(alarm, statistic(alarm, values));
      if (until - periodMs < this.#since) return missing === 'ignore' ? undefined : false; // nothing was recorded then
      if (fill !== undefined) return isBreach(alarm, fill);
      return missing === 'ignore' ? undefined : missing === 'breaching';
    });
    return judged.every((each) => each === undefined) ? undefined : judged.every((each) => each ?? true);
  }

  #add(key: string, point: Point): void {
    const recent = (this.#points.get(key) ?? []).filter(({ at }) => at > point.at - LONGEST_MS);
    this.#points.set(key, [...recent, point]);
  }
}

function keyOf(name: string, metric: string, life = ''): string {
  return JSON.stringify([name, metric, life]);
}

function lifeOf({ metric }: Alarm): string | undefined {
  const { life } = metric.dimensions;
  return typeof life === 'string' ? life : undefined;
}

function statistic({ metric }: Alarm, values: readonly number[]): number {
  switch (metric.statistic) {
    case 'Maximum':
      return Math.max(...values);
    case 'Sum':
      return values.reduce((sum, each) => sum + each, 0);
  }
}

function isBreach({ breaches, threshold }: Alarm, value: number): boolean {
  return breaches === 'below' ? value < threshold : value >= threshold;
}
