import type { AlarmRule } from './alarm-rule.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

type Judged = Pick<AlarmRule, 'evaluationPeriods' | 'datapointsToAlarm' | 'missing' | 'breaches'>;

/**
 * Evaluates periods like CloudWatch, the newest last, of which some have no value. It first uses real values from as
 * far back as it looks, and treats missing values only if there are not enough.
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
  // All values breach. Once the first one is old enough, no later value can have been better.
  const age = row.length - row.findIndex((value) => value !== undefined);
  return age >= datapointsToAlarm ? 'ALARM' : before;
}
