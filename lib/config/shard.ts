/** A part of the registries of a function that one run handles: the 3rd of 16. */
export interface Shard {
  number: number;
  of: number;
}

/** Each shard has its own schedule and alarms, and a CloudFormation stack has 500 resources at most. */
export const MOST_SHARDS = 100;

/** Reads `3/16`. Undefined for other texts. */
export function parseShard(text: string): Shard | undefined {
  const [, number, of] = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(text)?.map(Number) ?? [];
  if (number === undefined || of === undefined || number > of || of > MOST_SHARDS) return undefined;
  return { number, of };
}

/** `3/16` */
export function shardText({ number, of }: Shard): string {
  return `${number}/${of}`;
}

/** Whether a shard has this host. A host is in exactly one shard, with all its publications. */
export function isInShard(host: string, shard: Shard | undefined): boolean {
  return shard === undefined || shardOf(host, shard.of).number === shard.number;
}

/** Returns the shard of a host, out of this many shards. */
export function shardOf(host: string, of: number): Shard {
  return { number: (hash(host) % of) + 1, of };
}

export function shardsOf(of: number): Shard[] {
  return Array.from({ length: of }, (_, index) => ({ number: index + 1, of }));
}

/** The number of shards that the environment sets for every function of this deployment. */
export function shardsIn({ PULLKEEPER_SHARDS: text }: NodeJS.ProcessEnv): number {
  return parseShards(text ?? '1') ?? 1;
}

/** Reads a number of shards. Undefined for other texts. */
export function parseShards(text: string): number | undefined {
  const of = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
  return of >= 1 && of <= MOST_SHARDS ? of : undefined;
}

/** FNV-1a of 32 bits spreads hosts evenly that differ in one digit. */
function hash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  // The last bits of FNV-1a alone are not spread evenly.
  return (hash ^ (hash >>> 16)) >>> 0;
}
