import type { Config } from '../../config/config.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { duration } from '../../text/duration.ts';
import { runNow } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';
import { countedAlarm } from './counted.ts';

/**
 * The alarms on a change: another publication fails, another secret is about to die. `errors` and `low` stay in alarm
 * while one publication fails for good, and cannot report a second one.
 */
export function newlyAlarms(name: RefreshFunction, { schedule }: Config, deployment: Deployment): Alarm[] {
  const run = `Run the function now and read what fails: ${runNow(name, deployment)}.`;
  const failing = {
    kind: 'newly-failing',
    metric: 'NewlyFailing',
    description: `${name} could not publish a secret that its run before this one published, and the retries failed too. The secret published before lives on for now. Other secrets may have failed for longer.`,
    third: run,
  } as const;
  const dying = {
    kind: 'dying',
    metric: 'Dying',
    description: `A secret of ${name} dies before the next run, within ${duration(schedule[name] * 1.25)}, or is dead already. After its death, every pull with it fails.`,
    third: run,
  } as const;
  return [countedAlarm(name, failing, deployment), countedAlarm(name, dying, deployment)];
}
