import { describe, expect, test } from 'vitest';
import { CADENCE_MS, rateOf } from '../../lib/refresh/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  [MINUTE, 'rate(1 minute)'],
  [15 * MINUTE, 'rate(15 minutes)'],
  [90 * MINUTE, 'rate(90 minutes)'],
  [HOUR, 'rate(1 hour)'],
  [3 * HOUR, 'rate(3 hours)'],
  [24 * HOUR, 'rate(24 hours)'],
])('%i ms: %s', (cadence, rate) => {
  expect(rateOf(cadence)).toBe(rate);
});

describe('every cadence', () => {
  /** How long what a function mints lives. What is stored does not die of a missed run. */
  const LIFE_MS: Record<string, number> = {
    refreshEcr: 12 * HOUR,
    refreshArtifactRegistry: HOUR,
    refreshStored: Number.POSITIVE_INFINITY,
  };

  test.each(Object.entries(CADENCE_MS))('of %s lets two runs in a row be missed', (name, cadence) => {
    expect(3 * cadence).toBeLessThan(LIFE_MS[name] ?? 0);
  });
});
