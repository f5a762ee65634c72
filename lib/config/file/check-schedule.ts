import { traitsOf } from '../../backends/catalogue.ts';
import type { Registry } from '../config.ts';
import { missesSurvived, type ScheduleOptions, scheduleOf, versionsADay } from '../schedule.ts';
import { cadenceOf, cadenceText } from '../schema/cadence.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../schema/refresh-functions.ts';
import { servedBy } from '../serving.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';

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

/**
 * Rejects a cadence that writes more versions of a secret than its backend accepts a day. The cadence of a function is the
 * one in the schedule. Without an entry, it follows from the shortest life of its tokens.
 */
export function checkVersionsADay(
  options: ScheduleOptions,
  registries: readonly Registry[],
  pathOf: (registry: Registry) => Path,
): Complaint[] {
  const schedule = scheduleOf(options, registries);
  return REFRESH_FUNCTION_NAMES.flatMap((name): Complaint[] => {
    const cadence = cadenceText(schedule[name]);
    const needed = versionsADay(schedule[name]);
    const minted = mintedBy(name, registries);
    for (const place of minted.flatMap(({ registry }) => registry.publish)) {
      const { versionsADay: most, service } = traitsOf(place.to);
      if (most === undefined || needed <= most) continue;
      const rareMs = Math.ceil((24 * 60) / most) * 60_000;
      const tooMany = `is too often for "${place.name}" in "${place.backend}": it writes ${needed} versions a day, and ${service} allows ${most}`;
      const [shortest] = options[name] === undefined ? minted : [];
      if (shortest === undefined) {
        const message = `a run every ${cadence} ${tooMany}. Run every ${cadenceText(rareMs)} or less often`;
        return [wrong('too-many-versions', ['schedule', name], message)];
      }
      const { registry, lifeMs } = shortest;
      const runs = `a token of ${registry.host.host} lives ${cadenceText(lifeMs)}, so ${name} runs every ${cadence}, which ${tooMany}`;
      const other =
        missesSurvived(lifeMs, rareMs) > 0
          ? `set schedule: { ${name}: ${cadenceText(rareMs)} }`
          : 'publish to another backend';
      const message = `${runs}. Let the tokens live ${cadenceText(4 * rareMs)} or longer, or ${other}`;
      return [wrong('too-many-versions', [...pathOf(registry), 'source', 'lifetimeSeconds'], message)];
    }
    return [];
  });
}

/** Returns the registries of a function whose tokens expire: the shortest life first. */
function mintedBy(name: RefreshFunction, registries: readonly Registry[]) {
  return servedBy(name, registries)
    .flatMap((registry) => {
      const { lifeMs } = registry.source;
      return lifeMs === undefined ? [] : { registry, lifeMs };
    })
    .sort((one, other) => one.lifeMs - other.lifeMs);
}
