/** The rule of an AWS::CloudWatch::Alarm, read from its properties in a template. */
export interface AlarmRule {
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  statistic: (values: readonly number[]) => number;
  breaches: (value: number) => boolean;
  missing: Missing;
  /** The value that FILL inserts for a missing one. */
  fill?: number;
}

export type Missing = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

const MISSING: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching'] satisfies Missing[];

const STATISTICS = new Map<unknown, AlarmRule['statistic']>([
  ['Maximum', (values) => Math.max(...values)],
  ['Minimum', (values) => Math.min(...values)],
  ['Sum', (values) => values.reduce((sum, value) => sum + value, 0)],
]);

const COMPARISONS = new Map<unknown, (value: number, threshold: number) => boolean>([
  ['LessThanThreshold', (value, threshold) => value < threshold],
  ['LessThanOrEqualToThreshold', (value, threshold) => value <= threshold],
  ['GreaterThanThreshold', (value, threshold) => value > threshold],
  ['GreaterThanOrEqualToThreshold', (value, threshold) => value >= threshold],
]);

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, and refused as it refuses. */
export function ruleOf(properties: Record<string, unknown>): AlarmRule {
  const evaluationPeriods = whole(properties, 'EvaluationPeriods');
  const { periodSeconds, statistic, fill } = seriesOf(properties);
  const datapointsToAlarm =
    properties.DatapointsToAlarm === undefined ? evaluationPeriods : whole(properties, 'DatapointsToAlarm');
  const compare = known(COMPARISONS, properties.ComparisonOperator, 'ComparisonOperator');
  const threshold = properties.Threshold;
  if (typeof threshold !== 'number') throw new Error('Threshold is not a number');
  if (datapointsToAlarm > evaluationPeriods)
    throw new Error('DatapointsToAlarm is more than EvaluationPeriods');
  if (periodSeconds % 60 !== 0 || periodSeconds > 86_400)
    throw new Error(`a Period of ${periodSeconds} s is no whole number of minutes up to a day`);
  const longest = periodSeconds < 3_600 ? 86_400 : 604_800;
  if (periodSeconds * evaluationPeriods > longest)
    throw new Error(`${evaluationPeriods} periods of ${periodSeconds} s are more than ${longest} s`);
  return {
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    statistic: known(STATISTICS, statistic, 'Statistic'),
    breaches: (value) => compare(value, threshold),
    missing: missingOf(properties.TreatMissingData ?? 'missing'),
    ...(fill !== undefined && { fill }),
  };
}

interface Series {
  periodSeconds: number;
  statistic: unknown;
  fill?: number;
}

/** One metric as it is, or one metric filled; other expressions are not known here. */
function seriesOf(properties: Record<string, unknown>): Series {
  if (!Array.isArray(properties.Metrics))
    return { periodSeconds: whole(properties, 'Period'), statistic: properties.Statistic };
  const queries: unknown[] = properties.Metrics;
  const [metric, expression, ...others] = queries;
  if (!isMapping(metric) || !isMapping(expression) || !isMapping(metric.MetricStat) || others.length > 0)
    throw new Error('Metrics is no metric and one expression over it');
  if (metric.ReturnData !== false || expression.ReturnData !== true)
    throw new Error('exactly one of Metrics returns data: the expression');
  const [, id, value] = /^FILL\((\w+), (-?\d+(?:\.\d+)?)\)$/.exec(String(expression.Expression)) ?? [];
  if (id === undefined || id !== metric.Id) throw new Error(`cannot reckon ${String(expression.Expression)}`);
  const { Stat: statistic } = metric.MetricStat;
  return { periodSeconds: whole(metric.MetricStat, 'Period'), statistic, fill: Number(value) };
}

function whole(mapping: Record<string, unknown>, key: string): number {
  const value = mapping[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw new Error(`${key} is no whole number from 1 on`);
  return value;
}

function known<T>(table: ReadonlyMap<unknown, T>, name: unknown, key: string): T {
  const found = table.get(name);
  if (found === undefined) throw new Error(`${key} is ${String(name)}, which is not known here`);
  return found;
}

function missingOf(value: unknown): Missing {
  if (!isMissing(value)) throw new Error(`TreatMissingData cannot be ${String(value)}`);
  return value;
}

function isMissing(value: unknown): value is Missing {
  return typeof value === 'string' && MISSING.includes(value);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
