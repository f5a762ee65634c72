import type { Config, Registry } from './config.ts';

/** A stored credential is renewed by people: they get a week. */
const STORED_MS = 7 * 86_400_000;

/**
 * A secret with less than this to live is in danger. When all is well none has: even right before the next run, one
 * cadence of its life is spent and no more; half a cadence later, that run has failed.
 */
export function lowMarkOf({ source }: Registry, { schedule }: Pick<Config, 'schedule'>): number {
  return source.lifeMs === undefined ? STORED_MS : source.lifeMs - 1.5 * schedule[source.function];
}
