import type { Config } from '../../config/config.ts';
import { livesOf } from '../../config/lives.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { NAMESPACE } from '../../telemetry/measurement.ts';
import { duration } from '../../text/duration.ts';
import { advice, runNow } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/**
 * What stands somewhere has less to live than it ever has while all is well. The last value counts until there is
 * another: figures come once a run, and between them there is nothing to count. When no more come at all, `unrefreshed`
 * says so.
 */
export function lowAlarms(name: RefreshFunction, config: Config, deployment: Deployment): Alarm[] {
  const lives = livesOf(name, config);
  return lives.map(({ name: life, lowMarkMs, lifeMs }) => {
    const seconds = lowMarkMs / 1_000;
    const [why, first] =
      lifeMs === undefined
        ? [
            'a stored credential comes to its end, and somebody has to make a new one.',
            `see in registries.yml which "expires" is near, renew that credential where it is kept, and write its new day there.`,
          ]
        : [
            'it was not renewed when it should have been. When it dies, nobody can pull with it.',
            `run it now, and read what it cannot do: ${runNow(name, deployment)}.`,
          ];
    return {
      kind: 'low',
      of: lives.length === 1 ? [name] : [name, life],
      description: `A secret that ${name} keeps has less than ${duration(lowMarkMs)} to live: ${why}${advice('low', first)}`,
      metric: {
        namespace: NAMESPACE,
        name: 'SecondsToLive',
        dimensions: { stage: deployment.stage, function: name, life },
        statistic: 'Maximum', // of two runs in one minute, what the better one left is what stands there
      },
      periodSeconds: 60,
      periods: 1,
      breaches: 'below',
      threshold: seconds,
      missing: 'ignore',
    };
  });
}
