import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import {
  type CanaryResult,
  canaryResult,
  isConclusive,
  isDead,
  provesDead,
} from '../../lib/refresh/canary-result.ts';
import type { Proof } from '../../lib/refresh/prove.ts';
import { safeText } from '../../lib/secrecy/safe-text.ts';

const NOW = new Date('2026-11-28T12:00:00.000Z');
const HOST = 'public.ecr.aws';
const LATER = '2026-11-28T12:00:00.001Z';
const PUBLISHED_AT = '2026-11-28T00:00:00.000Z';
const failure = new Failure('denied', 'no', { cause: safeText`HTTP 403` });

const probe = (verdict: string) => ({ at: PUBLISHED_AT, verdict });
const published = (expiresAt = LATER) =>
  ({
    host: HOST,
    format: 'docker-auth',
    fingerprint: 'f',
    mintedAt: PUBLISHED_AT,
    publishedAt: PUBLISHED_AT,
    ...(expiresAt !== '' && { expiresAt }),
  }) as const;

const proof = (verdict: Proof['verdict'], more: Partial<Proof> = {}): Proof => ({
  at: NOW,
  verdict,
  ...more,
});
const resultOf = (seen: Proof, probed: Entry['probed'] = probe('pulls'), expiresAt = LATER) =>
  canaryResult(seen, published(expiresAt), probed, NOW);

test.each(['pulls', 'signs-in'] as const)('a secret that the registry accepts (%s) is alive', (verdict) => {
  expect(resultOf(proof(verdict))).toEqual({ saw: 'alive', proof: proof(verdict) });
});

describe('a secret that the registry rejects', () => {
  test.each(['expired', 'wrong-region', 'not-accepted', 'no-pull-right'] as const)(
    'with %s is dead',
    (verdict) => {
      expect(provesDead(verdict)).toBe(true);
      expect(resultOf(proof(verdict)).saw).toBe('died-early');
    },
  );

  test.each<[what: string, saw: CanaryResult['saw'], probed: string, expiresAt: string]>([
    ['died early if it was accepted before', 'died-early', 'pulls', LATER],
    ['died early if it has no end', 'died-early', 'signs-in', ''],
    ['is dead if it was never accepted', 'dead', 'unreachable', LATER],
    ['is dead if its end has come', 'dead', 'pulls', NOW.toISOString()],
  ])('%s', (_, saw, probed, expiresAt) => {
    expect(resultOf(proof('not-accepted'), probe(probed), expiresAt).saw).toBe(saw);
  });

  test('is dead if it was never probed', () => {
    expect(canaryResult(proof('not-accepted'), published(), undefined, NOW).saw).toBe('dead');
  });

  test('is described with its host, its life and the words of the registry', () => {
    const rejects = `${HOST} rejects the secret published at ${PUBLISHED_AT}`;
    const says = (expiresAt: string) => resultOf(proof('expired', { failure }), undefined, expiresAt).says;
    expect(says(LATER)).toBe(`${rejects}, which should live until ${LATER}: expired (HTTP 403)`);
    expect(says(PUBLISHED_AT)).toBe(`${rejects}, which lived until ${PUBLISHED_AT}: expired (HTTP 403)`);
    expect(says('')).toBe(`${rejects}: expired (HTTP 403)`);
    expect(resultOf(proof('expired')).says).toMatch(/: expired$/);
  });
});

describe('a secret about which the registry says nothing', () => {
  test.each(['unreachable', 'no-such-image', 'impossible'] as const)('(%s) is unknown', (verdict) => {
    expect(provesDead(verdict)).toBe(false);
    expect(resultOf(proof(verdict))).toMatchObject({ saw: 'unknown', says: verdict });
  });

  test('is reported with the warning, or else the failure, of the probe', () => {
    const says = (more: Partial<Proof>) => resultOf(proof('unreachable', more)).says;
    expect(says({ failure, warning: 'not probed' })).toBe('not probed');
    expect(says({ failure })).toBe('no');
  });
});

test.each<[saw: CanaryResult['saw'], dead: boolean, conclusive: boolean]>([
  ['alive', false, true],
  ['died-early', true, true],
  ['dead', true, true],
  ['unknown', false, false],
  ['changed', false, false],
  ['shared', false, false],
  ['unseen', false, false],
])('%s: dead %s, and of use to other secrets with the token %s', (saw, dead, conclusive) => {
  expect([isDead({ saw }), isConclusive({ saw })]).toEqual([dead, conclusive]);
});
