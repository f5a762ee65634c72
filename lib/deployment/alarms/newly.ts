import { hasCanary } from '../../config/canary.ts';
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
    description: `${name} could not publish a secret, and the retries failed too. This failure is new. If the secret was published before, the published one lives on for now. Other secrets may have failed for longer.`,
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

/**
 * Fires when the canary finds a dead secret. The canary has replaced it by then, or `errors` follows. But the same cause will
 * kill the next token too, and pulls failed until the canary ran.
 */
export function diedEarlyAlarms(name: RefreshFunction, config: Config, deployment: Deployment): Alarm[] {
  if (!hasCanary(name, config)) return [];
  const about = {
    kind: 'died-early',
    metric: 'DiedEarly',
    description: `The registry rejects a secret that ${name} published and that should still live. The canary replaced it at once, or the run failed.`,
    third: `Search the log of ${name} for "died-early" to see which secret, and find out who revokes its tokens.`,
  } as const;
  return [countedAlarm(name, about, deployment)];
}
