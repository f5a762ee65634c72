import type { Config } from '../../config/config.ts';
import { REFRESH_FUNCTION_NAMES } from '../../config/schema/refresh-functions.ts';
import { servedBy } from '../../config/serving.ts';
import type { Alarm, Deployment } from './alarm.ts';
import { diedEarlyAlarms } from './died-early.ts';
import { errorsAlarm, failureQueueAlarm } from './failures.ts';
import { ledgerAlarm } from './ledger.ts';
import { lowAlarms } from './low.ts';
import { newlyAlarms } from './newly.ts';
import { unrefreshedAlarms } from './unrefreshed.ts';

/** Every alarm that this config can trigger. A function with nothing to do has none: such an alarm could only be wrong. */
export function alarmsFor(config: Config, deployment: Deployment): Alarm[] {
  const busy = REFRESH_FUNCTION_NAMES.filter((name) => servedBy(name, config.registries).length > 0);
  return [
    ...busy.flatMap((name) => [
      errorsAlarm(name, config, deployment),
      ...newlyAlarms(name, config, deployment),
      ...lowAlarms(name, config, deployment),
      ...unrefreshedAlarms(name, config, deployment),
      ledgerAlarm(name, deployment),
      ...diedEarlyAlarms(name, config, deployment),
    ]),
    failureQueueAlarm(deployment),
  ];
}
