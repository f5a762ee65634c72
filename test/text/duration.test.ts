import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duration } from '../../lib/text/duration.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [0, '0 s'],
  [-HOUR, '0 s'],
  [499, '0 s'],
  [500, '1 s'],
  [59 * SECOND, '59 s'],
  [59_600, '1 min'],
  [MINUTE + SECOND, '1 min 1 s'],
  [15 * MINUTE, '15 min'],
  [HOUR, '1 h'],
  [HOUR + SECOND, '1 h'],
  [12 * HOUR - SECOND, '11 h 59 min'],
  [12 * HOUR, '12 h'],
  [DAY + 5 * MINUTE, '1 d'],
  [DAY + 3 * HOUR + 5 * MINUTE, '1 d 3 h'],
  [400 * DAY, '400 d'],
])('%i ms: %s', (milliseconds, said) => {
  expect(duration(milliseconds)).toBe(said);
});

const SIZES: Record<string, number> = { d: DAY, h: HOUR, min: MINUTE, s: SECOND };

test('what is said is never more than there is, and lacks less than the smaller of the two units', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 * DAY }), (milliseconds) => {
      const parts = [...duration(milliseconds).matchAll(/(\d+) (\w+)/g)].map(([, count, unit = '']) => ({
        count: Number(count),
        size: SIZES[unit] ?? Number.NaN,
      }));
      const largest = parts[0]?.size ?? Number.NaN;
      const said = parts.reduce((sum, { count, size }) => sum + count * size, 0);
      const rounded = Math.round(milliseconds / SECOND) * SECOND;
      expect(parts.length).toBeLessThanOrEqual(2);
      expect(said).toBeLessThanOrEqual(rounded);
      expect(rounded - said).toBeLessThan(largest);
    }),
  );
});
