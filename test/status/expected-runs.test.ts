import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedRuns } from '../../lib/status/expected-runs.ts';
import { HOUR, MINUTE, NOW } from './entries.ts';

const at = (ms: number) => new Date(NOW.getTime() + ms).toISOString();
const ECR = { cadenceMs: 3 * HOUR };

describe('the runs that are expected', () => {
  test.each([
    [
      'right after a run',
      { attemptedAt: at(0), expiresAt: at(12 * HOUR) },
      { nextRunAt: at(3 * HOUR), lastRunAt: at(9 * HOUR), runsLeft: 3 },
    ],
    [
      'between two runs',
      { attemptedAt: at(-HOUR), expiresAt: at(11 * HOUR) },
      { nextRunAt: at(2 * HOUR), lastRunAt: at(8 * HOUR), runsLeft: 3 },
    ],
    [
      'when a run is overdue',
      { attemptedAt: at(-7 * HOUR), expiresAt: at(5 * HOUR) },
      { nextRunAt: at(2 * HOUR), lastRunAt: at(2 * HOUR), runsLeft: 1 },
    ],
    [
      'when no run comes before the end',
      { attemptedAt: at(-11 * HOUR), expiresAt: at(HOUR) },
      { nextRunAt: at(HOUR), runsLeft: 0 },
    ],
    [
      'for a dead secret',
      { attemptedAt: at(-13 * HOUR), expiresAt: at(-HOUR) },
      { nextRunAt: at(2 * HOUR), runsLeft: 0 },
    ],
    ['without an end', { attemptedAt: at(-HOUR), expiresAt: undefined }, { nextRunAt: at(2 * HOUR) }],
    ['without an attempt', { attemptedAt: undefined, expiresAt: undefined }, {}],
  ])('%s', (_, known, runs) => {
    expect(expectedRuns({ ...ECR, ...known }, NOW)).toEqual(runs);
  });

  test('never lie in the past, and the last one comes before the end', () => {
    const minutes = (max: number) => fc.integer({ min: 1, max }).map((count) => count * MINUTE);
    fc.assert(
      fc.property(minutes(5_000), minutes(5_000), minutes(600), (ago, left, cadenceMs) => {
        const runs = expectedRuns({ attemptedAt: at(-ago), expiresAt: at(left), cadenceMs }, NOW);
        expect(Date.parse(runs.nextRunAt ?? '')).toBeGreaterThanOrEqual(NOW.getTime());
        if (runs.lastRunAt === undefined) {
          expect(runs.runsLeft).toBe(0);
          return;
        }
        const last = Date.parse(runs.lastRunAt);
        expect(last).toBeLessThan(NOW.getTime() + left);
        expect(last + cadenceMs).toBeGreaterThanOrEqual(NOW.getTime() + left);
      }),
    );
  });
});
