/** An alarm of CloudWatch, before it is a resource of CloudFormation. */
export interface Alarm {
  /** The end of the alarm's name, and its heading in docs/alarms.md. */
  kind: AlarmKind;
  /** The function, or the function and the life, that this alarm is about. */
  of: readonly string[];
  description: string;
  metric: WatchedMetric;
  periodSeconds: number;
  /** The alarm fires when this many periods breach in a row. */
  periods: number;
  breaches: 'below' | 'at or above';
  threshold: number;
  /** How a period without a value counts. */
  missing: 'breaching' | 'notBreaching' | 'ignore';
  /** The value for a period without one. With it, CloudWatch looks at no earlier period instead. */
  fill?: number;
}

/** First in the order in which they fire when refreshing stops, then the others. docs/alarms.md has a section for each. */
export const ALARM_KINDS = [
  'errors',
  'newly-failing',
  'failure-queue',
  'low',
  'unrefreshed',
  'dying',
  'ledger',
  'died-early',
] as const;

export type AlarmKind = (typeof ALARM_KINDS)[number];

interface WatchedMetric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, DimensionValue>>;
  statistic: 'Maximum' | 'Sum';
}

/** CloudFormation fills in a `Ref` or a `Fn::GetAtt`. */
type DimensionValue = string | { Ref: string } | { 'Fn::GetAtt': [string, string] };

/** The name and place of a deployment. */
export interface Deployment {
  /** The number of shards of each function; absent, there is one. */
  shards?: number;
  service: string;
  stage: string;
  region: string;
}

/** Returns the alarm's name, with which the subject of the e-mail begins. */
export function alarmName({ kind, of }: Alarm, { service, stage }: Deployment): string {
  return [service, stage, ...of, kind].join('-').replaceAll(' ', '');
}
