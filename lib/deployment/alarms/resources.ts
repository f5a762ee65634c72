import type { Config } from '../../config/config.ts';
import { type Alarm, alarmName, type Deployment } from './alarm.ts';
import { alarmsFor } from './alarms.ts';

/** The topic of serverless.yml. Every alarm is sent there when it begins and when it ends. */
const ACTIONS = [{ Ref: 'AlarmTopic' }];

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** Returns the alarms as CloudFormation resources, by their logical ids. */
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
 * Fills periods without a value. Without FILL, CloudWatch looks at earlier periods before it treats a value as missing, and
 * does not document how many: alarms would fire late, or twice. If there is no value at all, TreatMissingData decides.
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
    Label: `${name}, ${fill} if missing`,
    Expression: `FILL(reported, ${fill})`,
  };
  return { Metrics: [reported, { ...known, ReturnData: true }] };
}

function dimensionsOf({ dimensions }: Alarm['metric']) {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
