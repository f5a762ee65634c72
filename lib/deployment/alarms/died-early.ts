import { hasCanary } from '../../config/canary.ts';
import type { Config } from '../../config/config.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import type { Alarm, Deployment } from './alarm.ts';
import { countedAlarm } from './counted.ts';

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
