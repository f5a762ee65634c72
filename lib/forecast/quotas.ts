import type { BackendOptions, Config } from '../config/config.ts';
import type { RefreshFunction } from '../config/refresh-functions.ts';
import { MOST_VERSIONS_A_DAY, versionsADay } from '../config/versions-a-day.ts';
import type { FunctionForecast } from './functions.ts';

/** A limit of a backend, and how much of it a function takes. */
export interface Quota {
  function: RefreshFunction;
  backend: string;
  what: string;
  /** Absent where none is published. */
  most?: number;
  per: 'second' | 'minute' | 'day';
  /** In a run; where it counts by the day, in a day. */
  needed: number;
}

interface Limit {
  what: string;
  most?: number;
  per: Quota['per'];
  /** How many a publication takes. */
  each: number;
}

/** What a run writes comes in one rush, so it is these that bind. */
const LIMITS: Record<BackendOptions['type'], readonly Limit[]> = {
  /** Per region and account. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
  'aws-secrets-manager': [{ what: 'writes', most: 50, per: 'second', each: 1 }],
  /** Per project: add and destroy, get and list. https://cloud.google.com/secret-manager/quotas */
  'google-secret-manager': [
    { what: 'writes', most: 600, per: 'minute', each: 2 },
    { what: 'reads', most: 600, per: 'minute', each: 2 },
  ],
  /** Per key. https://docs.baseten.co/reference/management-api/rate-limits */
  baseten: [{ what: 'requests', most: 100, per: 'second', each: 1 }],
  fal: [{ what: 'requests', per: 'second', each: 1 }],
  file: [],
};

export function quotasOf(functions: readonly FunctionForecast[], { backends }: Config): Quota[] {
  return functions.flatMap(({ name, mints, cadenceSeconds }) =>
    Object.entries(backends).flatMap(([backend, options]): Quota[] => {
      const written = (stored: boolean) =>
        mints
          .filter(({ kind }) => (kind === 'stored') === stored)
          .flatMap(({ publications }) => publications)
          .filter((each) => each.backend === backend).length;
      const [minted, stored] = [written(false), written(true)];
      if (minted + stored === 0) return [];
      const rates = LIMITS[options.type].map(({ each, ...limit }) => ({
        function: name,
        backend,
        ...limit,
        needed: each * (minted + stored),
      }));
      return options.type === 'aws-secrets-manager' && minted > 0
        ? [...rates, versions(name, backend, cadenceSeconds)]
        : rates;
    }),
  );
}

function versions(name: RefreshFunction, backend: string, cadenceSeconds: number): Quota {
  const needed = versionsADay(cadenceSeconds * 1_000);
  return {
    function: name,
    backend,
    what: 'versions of a secret',
    most: MOST_VERSIONS_A_DAY,
    per: 'day',
    needed,
  };
}

/** How long the writes of a run take at the least; undefined where nothing holds them up. */
export function leastSeconds({ most, per, needed }: Quota): number | undefined {
  if (most === undefined || per === 'day') return undefined;
  return needed / (per === 'second' ? most : most / 60);
}
