import { placesOf } from '../config/reads.ts';
import { versionsADay } from '../config/schedule.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { type FunctionForecast, publicationsIn } from './functions.ts';

/** A limit of a backend, and how much of it a function uses. */
export interface Quota {
  function: RefreshFunction;
  backend: string;
  what: string;
  /** Absent if the service publishes no limit. */
  most?: number;
  per: 'second' | 'minute' | 'hour' | 'day';
  /** The number in a run; for a limit per day, in a day. */
  needed: number;
}

export function quotasOf(functions: readonly FunctionForecast[]): Quota[] {
  return functions.flatMap((each) => {
    const stored = each.mints.filter(({ lifeSeconds }) => lifeSeconds === undefined);
    const kept = new Set(stored.flatMap(({ publications }) => publications));
    return placesOf(publicationsIn([each])).flatMap(({ backend, traits, publications }): Quota[] => {
      const { name, cadenceSeconds } = each;
      const rates = traits.limits.map(({ each: needed, ...limit }) => ({
        function: name,
        backend,
        ...limit,
        needed: needed * publications.length,
      }));
      const { versionsADay: most } = traits;
      const isMinted = publications.some((publication) => !kept.has(publication));
      return most === undefined || !isMinted
        ? rates
        : [
            ...rates,
            {
              function: name,
              backend,
              what: 'versions of a secret',
              most,
              per: 'day',
              needed: versionsADay(cadenceSeconds * 1_000),
            },
          ];
    });
  });
}

const SECONDS = { second: 1, minute: 60, hour: 3_600 };

/** The shortest time in which the limit lets a run write. Undefined without a limit. */
export function leastSeconds({ most, per, needed }: Quota): number | undefined {
  if (most === undefined || per === 'day') return undefined;
  // An hour's requests may come at once: only what goes beyond them has to wait.
  const waiting = per === 'hour' ? Math.max(0, needed - most) : needed;
  return (waiting * SECONDS[per]) / most;
}
