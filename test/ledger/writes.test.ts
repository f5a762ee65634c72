import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostWritesInADay, type Writes, withWrite } from '../../lib/ledger/writes.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 28);

/** Those of the last 24 hours: a write now is one more, and the next one is far away. */
const writesInLastDay = (writes: unknown, now: Date) => mostWritesInADay(writes, now, 2 * DAY) - 1;

test('all writes of the last 24 hours are counted, and of older ones those of half an hour at most', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 3 * DAY }), { maxLength: 200 });
  fc.assert(
    fc.property(moments, (moments) => {
      const inOrder = moments.toSorted((a, b) => a - b).map((offset) => START + offset);
      const last = inOrder.at(-1) ?? START;
      const writes = inOrder.reduce<Writes>((known, at) => withWrite(known, new Date(at)), []);
      const within = (ms: number) => inOrder.filter((at) => at > last - ms).length;
      expect(writesInLastDay(writes, new Date(last))).toBeGreaterThanOrEqual(within(DAY));
      expect(writesInLastDay(writes, new Date(last))).toBeLessThanOrEqual(within(DAY + HOUR / 2 + 1));
      expect(writes.length).toBeLessThanOrEqual(49);
    }),
  );
});

test('whoever writes only while a day cannot have too many, and then once an hour, never has too many', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 50, maxLength: 400 });
  fc.assert(
    fc.property(gaps, (gaps) => {
      const MINUTE = HOUR / 60;
      const moments: number[] = [];
      let writes: Writes = [];
      let at = START;
      for (const gap of gaps) {
        at += gap * MINUTE;
        const mayWrite = mostWritesInADay(writes, new Date(at), HOUR) <= 40;
        if (!mayWrite && at - (moments.at(-1) ?? 0) < HOUR) continue;
        writes = withWrite(writes, new Date(at));
        moments.push(at);
        expect(moments.filter((moment) => moment > at - DAY).length).toBeLessThanOrEqual(40);
      }
    }),
  );
});

const NOW = Math.floor(START / (HOUR / 2));

test('a write now and one each half hour are 49 within a day, the one that is just over included', () => {
  expect(mostWritesInADay([], new Date(START), HOUR / 2)).toBe(49);
});

test('only the writes of the last day are kept: a wrong clock may have written others', () => {
  const writes = [
    [NOW - 49, 1],
    [NOW - 48, 2],
    [NOW + 1, 4],
  ];
  expect(withWrite(writes, new Date(START))).toEqual([
    [NOW - 48, 2],
    [NOW, 1],
  ]);
});

const NO_WRITES: unknown[] = [undefined, null, 'nonsense', [1, 2], ['ab'], [['a', 1]]];
const NO_COUNTS: unknown[] = [[[NOW, 'a']], [[NOW, 1.5]], [[NOW, -1]], [[NOW, null]], [[NOW, 1, 1]], [[NOW]]];

test.each([...NO_WRITES, ...NO_COUNTS])('%j counts for nothing', (writes) => {
  expect(writesInLastDay(writes, new Date(START))).toBe(0);
  expect(withWrite(writes, new Date(START))).toEqual([[NOW, 1]]);
});
