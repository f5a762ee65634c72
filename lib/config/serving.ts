import type { Registry } from './config.ts';
import { REFRESH_FUNCTION_NAMES, REFRESH_FUNCTIONS, type RefreshFunction } from './refresh-functions.ts';
import { isOneOf, sourceKindOf } from './source-kind.ts';

/** The function that serves a registry; undefined for one that nothing can mint for. */
export function functionOf(registry: Registry): RefreshFunction | undefined {
  return REFRESH_FUNCTION_NAMES.find((name) =>
    isOneOf(REFRESH_FUNCTIONS[name].kinds, sourceKindOf(registry)),
  );
}

/** The registries that a function serves. */
export function servedBy(name: RefreshFunction, registries: readonly Registry[]): Registry[] {
  return registries.filter((registry) => functionOf(registry) === name);
}
