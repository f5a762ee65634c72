import { hasCanary } from '../../config/canary.ts';
import type { Config } from '../../config/config.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { NAMESPACE } from '../../telemetry/measurement.ts';
import { advice } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/**
 * The canary has replaced it by then, or `errors` is on its way; but what dies once before its time dies again, and until it
 * was found nobody could pull. One death is one alarm, and its end says nothing but that no other was found.
 */
export function diedEarlyAlarms(name: RefreshFunction, config: Config, { stage }: Deployment): Alarm[] {
  if (!hasCanary(name, config)) return [];
  return [
    {
      kind: 'died-early',
      of: [name],
      description: `The registry refuses a secret that ${name} had published and that should still live. It was replaced as soon as that was seen, if it could be.${advice('died-early', `see in the log of ${name} which one, and find out who revokes its tokens: filter for "died-early".`)}`,
      metric: {
        namespace: NAMESPACE,
        name: 'DiedEarly',
        dimensions: { stage, function: name },
        statistic: 'Sum',
      },
      periodSeconds: 300,
      periods: 1,
      breaches: 'at or above',
      threshold: 1,
      missing: 'notBreaching',
    },
  ];
}
