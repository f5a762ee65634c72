import type { Registry } from './config.ts';
import type { RefreshFunction } from './schema/refresh-functions.ts';

/** The registries that a function serves. */
export function servedBy(name: RefreshFunction, registries: readonly Registry[]): Registry[] {
  return registries.filter(({ source }) => source.function === name);
}
