import { describe, expect, test } from 'vitest';
import { isNewlyDying, isNewlyFailing } from '../../lib/refresh/newly.ts';
import type { Outcome } from '../../lib/refresh/report.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CADENCE = 3 * HOUR;
const at = (ms: number) => new Date(NOW + ms).toISOString();

const OUTCOME: Outcome = {
  host: 'public.ecr.aws',
  backend: 'aws',
  name: 'pull',
  format: 'docker-auth',
  outcome: 'failed',
};

/** A failure whose row of failures began this long ago. */
const failingFor = (ms: number): Outcome => ({ ...OUTCOME, failedBefore: { since: at(-ms), last: at(-ms) } });

describe('a publication has newly failed', () => {
  test.each<[what: string, outcome: Outcome, isNew: boolean]>([
    ['not in the first run that fails: Lambda retries it', OUTCOME, false],
    ['not in the first retry, a minute later', failingFor(MINUTE), false],
    ['in the second retry, two minutes after that', failingFor(3 * MINUTE), true],
    ['in a second retry that comes a little early', failingFor(2.5 * MINUTE), true],
    ['in a second retry that waited for a slow run', failingFor(2 * HOUR), true],
    ['not in the next scheduled run', failingFor(CADENCE), false],
    ['not in a scheduled run that comes half an hour early', failingFor(CADENCE - HOUR / 2), false],
    ['not if it was published', { ...failingFor(3 * MINUTE), outcome: 'published' }, false],
  ])('%s', (_, outcome, isNew) => {
    expect(isNewlyFailing(outcome, NOW, CADENCE)).toBe(isNew);
  });
});

describe('a secret is newly dying', () => {
  const dying = (ms: number, more: Partial<Outcome> = {}) => ({ ...OUTCOME, expiresAt: at(ms), ...more });
  const seen = (ago: number) => ({ failedBefore: { since: at(-9 * HOUR), last: at(-ago) } });

  test.each<[what: string, outcome: Outcome, isNew: boolean]>([
    ['if it ends before the next run', dying(2 * HOUR), true],
    ['if it ends soon after the next run, which may be late', dying(3.5 * HOUR), true],
    ['not if it lives past a late run', dying(4 * HOUR), false],
    ['if it was published with so short a life', dying(HOUR, { outcome: 'published' }), true],
    ['if an earlier run failed while there was time', dying(HOUR, seen(3 * HOUR)), true],
    ['not if an earlier run that failed has counted it', dying(HOUR, seen(HOUR)), false],
    ['if it replaces one that was counted', dying(HOUR, { ...seen(HOUR), outcome: 'published' }), true],
    ['not if the run left it alone', dying(HOUR, { outcome: 'fresh' }), false],
    ['not if it has no end', OUTCOME, false],
  ])('%s', (_, outcome, isNew) => {
    expect(isNewlyDying(outcome, NOW, CADENCE)).toBe(isNew);
  });
});
