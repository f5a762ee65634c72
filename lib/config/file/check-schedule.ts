import type { Config } from '../config.ts';
import { lifeOf } from '../life.ts';
import { REFRESH_FUNCTION_NAMES } from '../refresh-functions.ts';
import { missesSurvived, type ScheduleOptions } from '../schedule.ts';
import { cadenceOf, cadenceText } from '../schema/cadence.ts';
import { servedBy } from '../serving.ts';
import { MOST_VERSIONS_A_DAY, versionLimitOf, versionsADay } from '../versions-a-day.ts';
import type { Complaint } from './complaint.ts';

/** A schedule under which a single missed run lets a secret die is refused before anything is built. */
export function checkSchedule(
  options: ScheduleOptions,
  { registries, identities }: Pick<Config, 'registries' | 'identities'>,
): Complaint[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name): Complaint[] => {
    const text = options[name];
    const cadenceMs = cadenceOf(text ?? '');
    if (cadenceMs === undefined) return [];
    const frail = servedBy(name, registries).find((registry) => {
      const lifeMs = lifeOf(registry, identities);
      return lifeMs !== undefined && missesSurvived(lifeMs, cadenceMs) === 0;
    });
    const lifeMs = frail && lifeOf(frail, identities);
    if (frail === undefined || lifeMs === undefined) return [];
    const message = `the secret of ${frail.host.host} lives ${cadenceText(lifeMs)}, and with a run every ${text} it would be dead after a single missed one: at most every ${cadenceText(lifeMs / 3)} lets one be missed, every ${cadenceText(lifeMs / 4)} two`;
    return [{ path: ['schedule', name], at: 'value', message }];
  });
}

const SHORTEST_MIN = Math.ceil(86_400_000 / MOST_VERSIONS_A_DAY / 60_000);

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
    const options = backends[backend];
    return options !== undefined && versionLimitOf(options) !== undefined;
  }
}
