import type { Config, Registry } from './config.ts';
import { lowMarkOf } from './low-mark.ts';
import type { RefreshFunction } from './schema/refresh-functions.ts';
import { servedBy } from './serving.ts';

/** Secrets with the same life: they share a low mark, a line on the graph and a threshold. */
export interface Life {
  /** `12 h`, `90 min`, or `stored` for a credential with a written end. */
  name: string;
  lowMarkMs: number;
  /** Absent for a stored credential. */
  lifeMs?: number;
}

/** Returns the life of a registry's secrets. Undefined for secrets without an end. */
export function lifeFor(registry: Registry, config: Config): Life | undefined {
  const lowMarkMs = lowMarkOf(registry, config);
  const { source } = registry;
  if (source.kind === 'stored' && source.expires !== undefined) return { name: 'stored', lowMarkMs };
  const { lifeMs } = source;
  return lifeMs === undefined ? undefined : { name: lifeName(lifeMs), lowMarkMs, lifeMs };
}

/** The lives of all secrets of a function. */
export function livesOf(name: RefreshFunction, config: Config): Life[] {
  const lives = servedBy(name, config.registries).flatMap((registry) => lifeFor(registry, config) ?? []);
  return [...new Map(lives.map((life) => [life.name, life])).values()];
}

function lifeName(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
