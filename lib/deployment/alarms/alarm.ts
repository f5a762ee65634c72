/** An alarm of CloudWatch, before it is a resource of CloudFormation. */
export interface Alarm {
  /** The end of its name, and what docs/alarms.md calls it by. */
  kind: AlarmKind;
  /** What tells it from others of its kind: a function, or a function and a life. */
  of: readonly string[];
  description: string;
  metric: WatchedMetric;
  periodSeconds: number;
  /** How many periods are looked at, and must all breach. */
  periods: number;
  breaches: 'below' | 'at or above';
  threshold: number;
  /** What a period without a value counts as. */
  missing: 'breaching' | 'notBreaching' | 'ignore';
  /** What is put in its place before anything is judged: then no period further back is looked at instead. */
  fill?: number;
}

/** In the order in which they fire when refreshing stops, then the others; docs/alarms.md has a section for each. */
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

export interface WatchedMetric {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, DimensionValue>>;
  statistic: 'Maximum' | 'Sum';
}

/** Some names are known to CloudFormation alone. */
export type DimensionValue = string | { Ref: string } | { 'Fn::GetAtt': [string, string] };

/** What is deployed, and where. */
export interface Deployment {
  /** The number of shards of each function; absent, there is one. */
  shards?: number;
  service: string;
  stage: string;
  region: string;
}

/** The name stands first in the e-mail's subject. */
export function alarmName({ kind, of }: Alarm, { service, stage }: Deployment): string {
  return [service, stage, ...of, kind].join('-').replaceAll(' ', '');
}
