import type { Config, Registry } from './config.ts';
import type { RefreshFunction } from './schema/refresh-functions.ts';
import { servedBy } from './serving.ts';

/** Whether a function has secrets that the canary checks between two runs. */
export function hasCanary(name: RefreshFunction, { registries }: Pick<Config, 'registries'>): boolean {
  return servedBy(name, registries).some(isWatched);
}

/** Whether the canary checks the secrets of a registry. */
export function isWatched({ canary = false }: Pick<Registry, 'canary'>): boolean {
  return canary;
}

const MINUTE_MS = 60_000;

/**
 * How often the canary runs: twice a cadence. EventBridge Scheduler counts from the creation of a schedule, so two
 * schedules cannot be aligned. With two runs a cadence, one of them is always half-way between two refreshes, give or
 * take a quarter of a cadence.
 */
export function canaryCadence(cadenceMs: number): number {
  return Math.max(MINUTE_MS, Math.floor(cadenceMs / 2 / MINUTE_MS) * MINUTE_MS);
}

/**
 * Whether this run of the canary is the one half-way. Nearer to a refresh it would repeat the probe of that refresh, or
 * run at the same time.
 */
export function isHalfWay(ageMs: number, cadenceMs: number): boolean {
  const sinceRun = ageMs % cadenceMs;
  return sinceRun >= cadenceMs / 4 && sinceRun < (3 * cadenceMs) / 4;
}

/** The event that makes a refresh function check its secrets without refreshing them. */
export const CANARY_EVENT = { canary: true } as const;
