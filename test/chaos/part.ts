import type { Config, Publication, Registry } from '../../lib/config/config.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { servedBy } from '../../lib/config/serving.ts';
import type { Container } from './container.ts';
import { placeOf } from './fault.ts';

/** The part of a run that is judged by itself: one publication. */
export interface Part {
  registry: Registry;
  publication: Publication;
  place: string;
}

/** What a run is asked for, in the words of an event. */
export interface Order {
  shard?: string;
  registries?: readonly string[];
  force?: boolean;
  canary?: boolean;
  /** When a schedule sent the event; absent for a run by hand. A retry brings the same event again. */
  scheduledAt?: number;
}

/** One attempt, as the judge knows it. */
export interface Run {
  name: RefreshFunction;
  order: Order;
  config: Config;
  container: Container;
  startedAt: number;
  /** The places that it has written. */
  written: Set<string>;
  hasReported?: true;
  endedAt?: number;
}

/** The publications of a function, or those that the order asks for. */
export function partsOf({ name, config, order }: Pick<Run, 'name' | 'config' | 'order'>): Part[] {
  return servedBy(name, config.registries)
    .filter(({ host }) => order.registries?.includes(host.host) ?? true)
    .flatMap(partsOfRegistry);
}

export function partsOfRegistry(registry: Registry): Part[] {
  return registry.publish.map((publication) => ({ registry, publication, place: placeOf(publication) }));
}
