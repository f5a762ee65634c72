import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../config/schema/refresh-functions.ts';
import { type Shard, shardOf, shardsOf } from '../config/shard.ts';

/** Where entries are that nobody in particular has written. */
export const NO_SCOPE = 'publications';

/** Where the entry of a host is: the policy of a function names its scopes with `dynamodb:LeadingKeys`. */
export function scopeOf(name: RefreshFunction, host: string, shards: number): string {
  return scopeOfShard(name, shards > 1 ? shardOf(host, shards) : undefined);
}

/** All scopes of a function, or those that one shard of it needs. */
export function scopesOf(name: RefreshFunction, shards: number, shard?: Shard): string[] {
  if (shard !== undefined) return [scopeOfShard(name, shard)];
  return shards > 1 ? shardsOf(shards).map((each) => scopeOfShard(name, each)) : [name];
}

/** Everywhere that entries may be. */
export function allScopes(shards: number): string[] {
  return [NO_SCOPE, ...REFRESH_FUNCTION_NAMES.flatMap((name) => scopesOf(name, shards))];
}

function scopeOfShard(name: RefreshFunction, shard: Shard | undefined): string {
  return shard === undefined ? name : `${name} ${shard.number}/${shard.of}`;
}
