import { type AlarmRule, ruleOf } from './alarm-rule.ts';
import { type AlarmState, evaluate } from './evaluate.ts';

/** One value of the metric that an alarm watches: what its namespace, name and dimensions select. */
export interface Datapoint {
  at: Date;
  value: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How many further periods CloudWatch looks back. It only documents that it does, and that it is two for three periods.
 * A reliable alarm gives the same result for other numbers.
 */
const FURTHER = 2;

/**
 * The state of an AWS::CloudWatch::Alarm, given the properties it has in a template, all that its metric ever said, in
 * order, and the state it was in before.
 */
export function alarmState(
  properties: Record<string, unknown>,
  datapoints: readonly Datapoint[],
  now: Date,
  before: AlarmState = 'INSUFFICIENT_DATA',
  further = FURTHER,
): AlarmState {
  return stateAt(ruleOf(properties), datapoints, now.getTime(), before, further);
}

/** The changes of an alarm's state, from its creation to the end. */
export function alarmChanges(
  properties: Record<string, unknown>,
  datapoints: readonly Datapoint[],
  { from, until, further = FURTHER }: { from: Date; until: Date; further?: number },
): { at: Date; state: AlarmState }[] {
  const rule = ruleOf(properties);
  const changes: { at: Date; state: AlarmState }[] = [];
  let before: AlarmState = 'INSUFFICIENT_DATA';
  for (const at of momentsOf(rule, datapoints, further, from.getTime(), until.getTime())) {
    const state = stateAt(rule, datapoints, at, before, further);
    if (state !== before) changes.push({ at: new Date(at), state });
    before = state;
  }
  return changes;
}

function stateAt(
  rule: AlarmRule,
  datapoints: readonly Datapoint[],
  now: number,
  before: AlarmState,
  further: number,
): AlarmState {
  const { evaluationPeriods, periodSeconds, statistic, fill } = rule;
  const periodMs = periodSeconds * 1_000;
  const range = evaluationPeriods + further;
  const step = stepOf(rule);
  const end = Math.floor(now / step) * step;
  const start = end - range * periodMs;
  const values = Array.from({ length: range }, (): number[] => []);
  for (const { at, value } of datapoints.slice(firstFrom(start, datapoints), firstFrom(end, datapoints)))
    values[Math.floor((at.getTime() - start) / periodMs)]?.push(value);
  const row = values.map((inPeriod) => (inPeriod.length > 0 ? statistic(inPeriod) : undefined));
  const canFill = fill !== undefined && row.some((value) => value !== undefined);
  return evaluate(canFill ? row.map((value) => value ?? fill) : row, rule, before);
}

/** The window slides on every minute; one of more than a day, every hour. */
function stepOf({ evaluationPeriods, periodSeconds }: AlarmRule): number {
  return evaluationPeriods * periodSeconds > 86_400 ? HOUR_MS : MINUTE_MS;
}

/** Nothing can change but where a value comes into a period, or leaves one. */
function momentsOf(
  rule: AlarmRule,
  datapoints: readonly Datapoint[],
  further: number,
  from: number,
  until: number,
): number[] {
  const step = stepOf(rule);
  const moments = new Set([from]);
  for (const { at } of datapoints) {
    const seen = Math.floor(at.getTime() / step) * step + step;
    for (let period = 0; period <= rule.evaluationPeriods + further; period++) {
      const moment = seen + period * rule.periodSeconds * 1_000;
      const aligned = Math.ceil(moment / step) * step;
      if (aligned >= from && aligned <= until) moments.add(aligned);
    }
  }
  return [...moments].sort((a, b) => a - b);
}

function firstFrom(start: number, datapoints: readonly Datapoint[]): number {
  let [low, high] = [0, datapoints.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((datapoints[middle]?.at.getTime() ?? start) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
