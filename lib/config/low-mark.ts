import type { Config, Registry } from './config.ts';

/** People renew a stored credential, and get a week for it. */
const STORED_MS = 7 * 86_400_000;

/**
 * A secret with less than this to live is in danger. In normal operation no secret has less: right before the next run,
 * one cadence of its life has passed. Half a cadence later, that run has failed.
 */
export function lowMarkOf({ source }: Registry, { schedule }: Pick<Config, 'schedule'>): number {
  return source.lifeMs === undefined ? STORED_MS : source.lifeMs - 1.5 * schedule[source.function];
}
