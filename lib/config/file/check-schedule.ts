import { traitsOf } from '../../backends/catalogue.ts';
import type { Registry } from '../config.ts';
import { missesSurvived, type ScheduleOptions, versionsADay } from '../schedule.ts';
import { cadenceOf, cadenceText } from '../schema/cadence.ts';
import { REFRESH_FUNCTION_NAMES } from '../schema/refresh-functions.ts';
import { servedBy } from '../serving.ts';
import { type Complaint, wrong } from './complaint.ts';

/** Rejects a schedule in which a single missed run lets a secret die. */
export function checkSchedule(options: ScheduleOptions, registries: readonly Registry[]): Complaint[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name): Complaint[] => {
    const text = options[name];
    const cadenceMs = cadenceOf(text ?? '');
    if (cadenceMs === undefined) return [];
    const survivesNoMiss = servedBy(name, registries).find(
      ({ source: { lifeMs } }) => lifeMs !== undefined && missesSurvived(lifeMs, cadenceMs) === 0,
    );
    const lifeMs = survivesNoMiss?.source.lifeMs;
    if (survivesNoMiss === undefined || lifeMs === undefined) return [];
    const message = `a run every ${text} is too rare for ${survivesNoMiss.host.host}: its secret lives ${cadenceText(lifeMs)} and would expire after one missed run. Every ${cadenceText(lifeMs / 3)} survives one missed run, every ${cadenceText(lifeMs / 4)} survives two`;
    return [wrong('dies-after-one-miss', ['schedule', name], message)];
  });
}

/** Rejects a schedule that writes more versions of a secret than its backend accepts a day. */
export function checkVersionsADay(options: ScheduleOptions, registries: readonly Registry[]): Complaint[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name): Complaint[] => {
    const cadenceMs = cadenceOf(options[name] ?? '');
    if (cadenceMs === undefined) return [];
    const needed = versionsADay(cadenceMs);
    const minted = servedBy(name, registries).filter(({ source }) => source.lifeMs !== undefined);
    for (const place of minted.flatMap(({ publish }) => publish)) {
      const { versionsADay: most, service } = traitsOf(place.to);
      if (most === undefined || needed <= most) continue;
      const shortest = Math.ceil((24 * 60) / most);
      const message = `a run every ${options[name]} is too often for "${place.name}" in "${place.backend}": it writes ${needed} versions a day, and ${service} allows ${most}. Run every ${shortest} min or less often`;
      return [wrong('too-many-versions', ['schedule', name], message)];
    }
    return [];
  });
}
