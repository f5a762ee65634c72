import type { AlarmRule } from './alarm-rule.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

type Judged = Pick<AlarmRule, 'evaluationPeriods' | 'datapointsToAlarm' | 'missing' | 'breaches'>;

/**
 * How CloudWatch judges a row of periods, the newest last, of which some have no value. It takes as many real values as
 * it needs from as far back as it looks, and puts something in place of missing ones only where those do not suffice.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(
  row: readonly (number | undefined)[],
  { evaluationPeriods, datapointsToAlarm, missing, breaches }: Judged,
  before: AlarmState,
): AlarmState {
  const real = row.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const bad = real.filter(breaches).length;
  const filled = evaluationPeriods - real.length;
  if (bad >= datapointsToAlarm) return 'ALARM';
  if (filled === 0 || missing === 'notBreaching') return 'OK';
  if (missing === 'breaching') return bad + filled >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (bad < real.length) return 'OK';
  if (missing === 'ignore') return before;
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  // All there is breaches. Once the first of it is old enough, what followed cannot have been better.
  const age = row.length - row.findIndex((value) => value !== undefined);
  return age >= datapointsToAlarm ? 'ALARM' : before;
}
