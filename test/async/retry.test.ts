import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { pauseAfter, retryAfter } from '../../lib/async/retry.ts';

describe('a pause', () => {
  it('is never shorter than what was asked for, and at most twice as long as the one before could be', () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(10_000), random, (attempts, asked, luck) => {
        const pause = pauseAfter(attempts, asked, luck);
        return pause >= asked && pause <= asked + 200 * 2 ** (attempts - 1);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-21T08:00:00Z');
  test.each([
    [null, 0],
    ['', 0],
    ['0', 0],
    ['12', 12_000],
    [' 12 ', 12_000],
    ['Sat, 21 Nov 2026 08:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 07:00:00 GMT', 0],
    ['soon', 0],
    ['-5', 0],
  ])('%j is %d ms', (header, milliseconds) => {
    expect(retryAfter(header, now)).toBe(milliseconds);
  });
});
