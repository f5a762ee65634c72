import { expect, test } from 'vitest';
import { scopeOf, scopesOf } from '../../lib/ledger/scope.ts';

const HOSTS = Array.from({ length: 40 }, (_, n) => `${111_000_000_000 + n}.dkr.ecr.us-east-1.amazonaws.com`);

test('a function without shards has one scope, whatever part of it a person runs', () => {
  expect(scopesOf('refreshEcr', 1)).toEqual(['refreshEcr']);
  expect(scopesOf('refreshEcr', 1, { number: 2, of: 3 })).toEqual(['refreshEcr']);
  for (const host of HOSTS) expect(scopeOf('refreshEcr', host, 1)).toBe('refreshEcr');
});

test.each([
  [2, ['refreshEcr 1/2', 'refreshEcr 2/2']],
  [3, ['refreshEcr 1/3', 'refreshEcr 2/3', 'refreshEcr 3/3']],
])('a function with %d shards has a scope for each, and a host is in one of them', (shards, scopes) => {
  expect(scopesOf('refreshEcr', shards)).toEqual(scopes);
  expect(new Set(HOSTS.map((host) => scopeOf('refreshEcr', host, shards)))).toEqual(new Set(scopes));
});

test('a shard reads its own scope, and a shard of another division reads all', () => {
  expect(scopesOf('refreshEcr', 3, { number: 2, of: 3 })).toEqual(['refreshEcr 2/3']);
  expect(scopesOf('refreshEcr', 3, { number: 2, of: 4 })).toEqual(scopesOf('refreshEcr', 3));
});
