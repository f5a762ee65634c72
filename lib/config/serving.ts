import type { Config, Registry } from './config.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from './schema/refresh-functions.ts';

/** The registries that a function serves. */
export function servedBy(name: RefreshFunction, registries: readonly Registry[]): Registry[] {
  return registries.filter(({ source }) => source.function === name);
}

/** The functions that have something to refresh. */
export function functionsInUse({ registries }: Pick<Config, 'registries'>): RefreshFunction[] {
  return REFRESH_FUNCTION_NAMES.filter((name) => servedBy(name, registries).length > 0);
}
