import { describe, expect, test } from 'vitest';
import {
  isInShard,
  parseShard,
  parseShards,
  shardOf,
  shardsIn,
  shardsOf,
  shardText,
} from '../../lib/config/shard.ts';

test.each([
  ['1/1', { number: 1, of: 1 }],
  ['3/16', { number: 3, of: 16 }],
  ['100/100', { number: 100, of: 100 }],
])('%s is a shard', (text, shard) => {
  expect(parseShard(text)).toEqual(shard);
  expect(shardText(shard)).toBe(text);
});

test.each([
  '',
  '3',
  '0/4',
  '5/4',
  '1/101',
  '101/101',
  '03/16',
  '3/016',
  '3/16 ',
  ' 3/16',
  '3/16/2',
  '1000/1000',
  'a/b',
])('%j is none', (text) => expect(parseShard(text)).toBeUndefined());

describe('the number of shards', () => {
  test.each([
    ['1', 1],
    ['16', 16],
    ['100', 100],
    ['101', undefined],
    ['0', undefined],
    ['01', undefined],
    ['1000', undefined],
    [' 1', undefined],
    ['1 ', undefined],
    ['', undefined],
  ])('%j is %s', (text, number) => {
    expect(parseShards(text)).toBe(number);
  });

  test('is the one of the environment, and one where it says nothing or nonsense', () => {
    expect([{ PULLKEEPER_SHARDS: '16' }, {}, { PULLKEEPER_SHARDS: 'many' }].map(shardsIn)).toEqual([
      16, 1, 1,
    ]);
  });
});

test('all shards are counted from one', () => {
  expect(shardsOf(3)).toEqual([1, 2, 3].map((number) => ({ number, of: 3 })));
});

describe('a host', () => {
  const hosts = Array.from(
    { length: 800 },
    (_, index) => `${111_000_000_000 + index}.dkr.ecr.us-east-1.amazonaws.com`,
  );

  test('is in the same shard at every release, because the ledger is keyed by it', () => {
    expect(hosts.slice(0, 8).map((host) => shardOf(host, 16).number)).toEqual([16, 5, 14, 3, 14, 3, 4, 14]);
    expect(shardOf('ghcr.io', 100)).toEqual({ number: 12, of: 100 });
  });

  test('is in one shard alone, and in any where there are none', () => {
    const shards = shardsOf(16);
    for (const host of hosts)
      expect(shards.filter((shard) => isInShard(host, shard))).toEqual([shardOf(host, 16)]);
    expect(isInShard('ghcr.io', undefined)).toBe(true);
  });

  test('is spread evenly with others that differ in one digit', () => {
    const sizes = Map.groupBy(hosts, (host) => shardOf(host, 16).number);
    expect([...sizes.values()].every((each) => each.length >= 30 && each.length <= 70)).toBe(true);
  });
});
