import type { Config, Registry } from './config.ts';
import type { RefreshFunction } from './schema/refresh-functions.ts';
import { servedBy } from './serving.ts';

/** Whether a function has anything to look at between two of its runs. */
export function hasCanary(name: RefreshFunction, { registries }: Pick<Config, 'registries'>): boolean {
  return servedBy(name, registries).some(isWatched);
}

/** Whether what is published for a registry is looked at between two runs. */
export function isWatched({ canary = false }: Pick<Registry, 'canary'>): boolean {
  return canary;
}

const MINUTE_MS = 60_000;

/**
 * How often the canary comes. EventBridge Scheduler counts from the moment at which it got a schedule, so two of them
 * cannot be told to take turns. One that comes twice a cadence has, wherever it begins, a visit half-way between two
 * runs, give or take a quarter of a cadence.
 */
export function canaryCadence(cadenceMs: number): number {
  return Math.max(MINUTE_MS, Math.floor(cadenceMs / 2 / MINUTE_MS) * MINUTE_MS);
}

/** Of the visits of a canary, the one half-way: nearer to a run it would say what that run says, or meet it at work. */
export function isHalfWay(ageMs: number, cadenceMs: number): boolean {
  const sinceRun = ageMs % cadenceMs;
  return sinceRun >= cadenceMs / 4 && sinceRun < (3 * cadenceMs) / 4;
}

/** The event that makes a refresh function check its secrets without refreshing them. */
export const CANARY_EVENT = { canary: true } as const;
