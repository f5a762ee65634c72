import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { type Shard, shardOf, shardsOf, shardText } from '../config/shard.ts';

/** The scope of entries without a function. */
export const NO_SCOPE = 'publications';

/** The scope of a host's entry. The policy of a function names its scopes with `dynamodb:LeadingKeys`. */
export function scopeOf(name: RefreshFunction, host: string, shards: number): string {
  return scopeOfShard(name, shards > 1 ? shardOf(host, shards) : undefined);
}

/** The scopes in which a run finds its entries: all of its function, or the one of its shard. */
export function scopesOf(name: RefreshFunction, shards: number, shard?: Shard): string[] {
  if (shards === 1) return [name];
  // If a person runs a shard of another division, its hosts are in many scopes.
  const needed = shard?.of === shards ? [shard] : shardsOf(shards);
  return needed.map((each) => scopeOfShard(name, each));
}

function scopeOfShard(name: RefreshFunction, shard: Shard | undefined): string {
  return shard === undefined ? name : `${name} ${shardText(shard)}`;
}
