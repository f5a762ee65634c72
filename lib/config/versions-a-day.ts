import type { Config } from './config.ts';
import type { Complaint } from './file/explain.ts';
import { lifeOf } from './life.ts';
import { REFRESH_FUNCTION_NAMES, servedBy } from './refresh-functions.ts';
import { cadenceOf, type ScheduleOptions } from './schedule.ts';

/**
 * Secrets Manager keeps the newest hundred versions of a secret and deletes none that is younger than a day: the 101st
 * of a day is refused. https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
 */
export const MOST_VERSIONS_A_DAY = 100;

const DAY_MS = 86_400_000;

const SHORTEST_MIN = Math.ceil(DAY_MS / MOST_VERSIONS_A_DAY / 60_000);

/** Every run mints another token, and every token is another version. */
export function versionsADay(cadenceMs: number): number {
  return Math.ceil(DAY_MS / cadenceMs);
}

/** A schedule that makes more versions than Secrets Manager takes fails every day: it is refused before that. */
export function checkVersionsADay(
  options: ScheduleOptions,
  { registries, identities, backends }: Pick<Config, 'registries' | 'identities' | 'backends'>,
): Complaint[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name): Complaint[] => {
    const cadenceMs = cadenceOf(options[name] ?? '');
    if (cadenceMs === undefined || versionsADay(cadenceMs) <= MOST_VERSIONS_A_DAY) return [];
    const minted = servedBy(name, registries).filter(
      (registry) => lifeOf(registry, identities) !== undefined,
    );
    const place = minted.flatMap(({ publish }) => publish).find(({ backend }) => isVersioned(backend));
    if (place === undefined) return [];
    const message = `with a run every ${options[name]}, "${place.name}" in "${place.backend}" would get ${versionsADay(cadenceMs)} versions a day, and AWS Secrets Manager takes ${MOST_VERSIONS_A_DAY}: every ${SHORTEST_MIN} min, or less often`;
    return [{ path: ['schedule', name], at: 'value', message }];
  });

  function isVersioned(backend: string): boolean {
    return backends[backend]?.type === 'aws-secrets-manager';
  }
}
