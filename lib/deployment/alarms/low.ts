import type { Config } from '../../config/config.ts';
import { type Life, livesOf } from '../../config/lives.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { servedBy } from '../../config/serving.ts';
import { NAMESPACE } from '../../telemetry/measurement.ts';
import { duration } from '../../text/duration.ts';
import { advice, runNow } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/**
 * Fires when a secret has less time to live than any secret has in normal operation. The last value counts until the next one:
 * a run sends one value, and between two runs there is none. Without values, `unrefreshed` fires.
 */
export function lowAlarms(name: RefreshFunction, config: Config, deployment: Deployment): Alarm[] {
  const lives = livesOf(name, config);
  return lives.map((life) => ({
    kind: 'low',
    of: lives.length === 1 ? [name] : [name, life.name],
    description:
      life.lifeMs === undefined ? endText(life, config, deployment) : lifeText(name, life, deployment),
    metric: {
      namespace: NAMESPACE,
      name: 'SecondsToLive',
      dimensions: { stage: deployment.stage, function: name, life: life.name },
      statistic: 'Maximum', // of two runs in one minute, the better one is right: its secrets are stored
    },
    periodSeconds: 60,
    periods: 1,
    breaches: 'below',
    threshold: life.lowMarkMs / 1_000,
    missing: 'ignore',
  }));
}

function lifeText(name: RefreshFunction, { lowMarkMs }: Life, deployment: Deployment): string {
  const third = `Run the function now and read what fails: ${runNow(name, deployment)}.`;
  return `A secret of ${name} has less than ${duration(lowMarkMs)} to live: two runs in a row did not refresh it, or its token was short from the start. After its death, every pull with it fails.${advice('low', deployment, third)}`;
}

/** People must act here: no run can make a stored credential live longer. */
function endText({ lowMarkMs }: Life, config: Config, deployment: Deployment): string {
  const third = `If the end is near: make a new password, store it in the same place, change "expires" in registries.yml, deploy, and run ${runNow('refreshStored', deployment)}. If the secret was never published: run that now and read what fails.`;
  return `A stored credential ends in less than ${duration(lowMarkMs)}, or was never published. By registries.yml, the first to end: ${endsIn(config)}.${advice('low', deployment, third)}`;
}

/** A description has 1,024 characters. The names of hosts and secrets may be long, and the commands must fit. */
const LONGEST_LIST = 300;

/** The next credentials to end, with the day and the place that keeps each: `ghcr.io on 2026-12-02, kept in pullkeeper/ghcr`. */
function endsIn({ registries }: Config): string {
  const ends = servedBy('refreshStored', registries).flatMap(({ host, source }) =>
    source.kind === 'stored' && source.expires !== undefined
      ? { day: source.expires, text: `${host.host} on ${source.expires}, kept in ${source.password.id}` }
      : [],
  );
  const inOrder = ends.toSorted((one, other) => (one.day < other.day ? -1 : 1)).map(({ text }) => text);
  const list = inOrder.join('; ');
  return list.length > LONGEST_LIST ? `${list.slice(0, LONGEST_LIST)}…` : list;
}
