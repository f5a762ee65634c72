import type { Config } from '../../config/config.ts';
import { type Alarm, alarmName, type Deployment } from './alarm.ts';
import { alarmsFor } from './alarms.ts';

/** Where every alarm goes, when it begins and when it ends: the topic of serverless.yml. */
const ACTIONS = [{ Ref: 'AlarmTopic' }];

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** The alarms as CloudFormation takes them, by their logical ids. */
export function alarmResources(config: Config, deployment: Deployment): Record<string, Resource> {
  return Object.fromEntries(
    alarmsFor(config, deployment).map((alarm) => [
      logicalId(alarm),
      { Type: 'AWS::CloudWatch::Alarm', Properties: propertiesOf(alarm, deployment) },
    ]),
  );
}

function logicalId({ kind, of }: Alarm): string {
  const words = [...of, ...kind.split('-'), 'alarm'];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1).replaceAll(' ', '')).join('');
}

function propertiesOf(alarm: Alarm, deployment: Deployment): Record<string, unknown> {
  return {
    AlarmName: alarmName(alarm, deployment),
    AlarmDescription: alarm.description,
    ...(alarm.fill === undefined ? plain(alarm) : filled(alarm, alarm.fill)),
    ComparisonOperator: alarm.breaches === 'below' ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
    Threshold: alarm.threshold,
    EvaluationPeriods: alarm.periods,
    DatapointsToAlarm: alarm.periods,
    TreatMissingData: alarm.missing,
    AlarmActions: ACTIONS,
    OKActions: ACTIONS,
  };
}

function plain({ metric, periodSeconds }: Alarm): Record<string, unknown> {
  const { namespace, name, statistic } = metric;
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: dimensionsOf(metric),
    Statistic: statistic,
    Period: periodSeconds,
  };
}

/**
 * By itself CloudWatch looks further back than it was told to, by as much as it does not say, before it calls anything
 * missing: alarms would come late, and come again. What is filled is not missing. Where there is nothing at all to fill,
 * TreatMissingData has its word.
 */
function filled({ metric, periodSeconds }: Alarm, fill: number): Record<string, unknown> {
  const { namespace, name, statistic } = metric;
  const reported = {
    Id: 'reported',
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensionsOf(metric) },
      Period: periodSeconds,
      Stat: statistic,
    },
  };
  const known = {
    Id: 'known',
    Label: `${name}, ${fill} where none came`,
    Expression: `FILL(reported, ${fill})`,
  };
  return { Metrics: [reported, { ...known, ReturnData: true }] };
}

function dimensionsOf({ dimensions }: Alarm['metric']) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
