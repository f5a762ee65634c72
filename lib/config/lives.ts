import type { Config, Registry } from './config.ts';
import { lowMarkOf } from './low-mark.ts';
import type { RefreshFunction } from './schema/refresh-functions.ts';
import { servedBy } from './serving.ts';

/** What lives equally long is low at the same mark: one line on a graph, one threshold. */
export interface Life {
  /** `12 h`, `90 min`; `stored` for what somebody else gave an end. */
  name: string;
  lowMarkMs: number;
  /** Absent for what is not minted. */
  lifeMs?: number;
}

/** How long the secrets of a registry live; undefined for those that live until somebody revokes them. */
export function lifeFor(registry: Registry, config: Config): Life | undefined {
  const lowMarkMs = lowMarkOf(registry, config);
  const { source } = registry;
  if (source.kind === 'stored' && source.expires !== undefined) return { name: 'stored', lowMarkMs };
  const { lifeMs } = source;
  return lifeMs === undefined ? undefined : { name: lifeName(lifeMs), lowMarkMs, lifeMs };
}

/** The lives among all that a function keeps. */
export function livesOf(name: RefreshFunction, config: Config): Life[] {
  const lives = servedBy(name, config.registries).flatMap((registry) => lifeFor(registry, config) ?? []);
  return [...new Map(lives.map((life) => [life.name, life])).values()];
}

function lifeName(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
