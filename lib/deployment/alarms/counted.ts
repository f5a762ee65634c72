import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { type MetricName, NAMESPACE } from '../../telemetry/measurement.ts';
import { advice } from './advice.ts';
import type { Alarm, AlarmKind, Deployment } from './alarm.ts';

interface Counted {
  kind: AlarmKind;
  metric: MetricName;
  description: string;
  /** The third thing to do, after `status` and `doctor`. */
  third: string;
}

/**
 * An alarm on events that a run counts once. It ends by itself some minutes later, so that the next event makes it fire
 * again, whatever else fails meanwhile.
 */
export function countedAlarm(
  name: RefreshFunction,
  { kind, metric, description, third }: Counted,
  deployment: Deployment,
): Alarm {
  return {
    kind,
    of: [name],
    description: `${description}${advice(kind, deployment, third)}`,
    metric: {
      namespace: NAMESPACE,
      name: metric,
      dimensions: { stage: deployment.stage, function: name },
      statistic: 'Sum',
    },
    periodSeconds: 300,
    periods: 1,
    breaches: 'at or above',
    threshold: 1,
    missing: 'notBreaching',
    fill: 0,
  };
}
