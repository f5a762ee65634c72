import type { Config } from '../../config/config.ts';
import { functionsInUse } from '../../config/serving.ts';
import { type Shard, shardText } from '../../config/shard.ts';
import { partsOf } from '../schedules.ts';
import type { Alarm, Deployment } from './alarm.ts';
import { errorsAlarm, failureQueueAlarm } from './failures.ts';
import { ledgerAlarm } from './ledger.ts';
import { lowAlarms } from './low.ts';
import { diedEarlyAlarms, newlyAlarms } from './newly.ts';
import { unrefreshedAlarms } from './unrefreshed.ts';

/** Returns every alarm of this config. A function without registries has none. */
export function alarmsFor(config: Config, deployment: Deployment): Alarm[] {
  const busy = functionsInUse(config);
  return [
    ...busy.flatMap((name) => {
      const alarms = [
        errorsAlarm(name, config, deployment),
        ...newlyAlarms(name, config, deployment),
        ...lowAlarms(name, config, deployment),
        ...unrefreshedAlarms(name, config, deployment),
        ledgerAlarm(name, deployment),
        ...diedEarlyAlarms(name, config, deployment),
      ];
      const parts = partsOf(name, config, deployment.shards ?? 1);
      return alarms.flatMap((alarm) => parts.flatMap((part, index) => inShard(alarm, part, index)));
    }),
    failureQueueAlarm(deployment),
  ];
}

/**
 * Returns the alarm for one shard. An alarm on a count exists once for all shards, because it adds up their counts. An alarm
 * on a life exists for each shard: the lives of other shards would hide a short or missing one.
 */
function inShard(alarm: Alarm, part: Shard | undefined, index: number): Alarm[] {
  if (part === undefined) return [alarm];
  if (alarm.breaches !== 'below') return index === 0 ? [alarm] : [];
  const { of, description, metric } = alarm;
  const shard = shardText(part);
  return [
    {
      ...alarm,
      of: [...of, `shard${part.number}`],
      description: `Shard ${shard}: ${description}`,
      metric: { ...metric, dimensions: { ...metric.dimensions, shard } },
    },
  ];
}
