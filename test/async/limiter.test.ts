import { setImmediate as soon } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limiter } from '../../lib/async/limiter.ts';

/** Works that end when they are told to, and what they have done so far. */
function workshop(most: number, count: number) {
  const inTurn = limiter(most);
  const begun: number[] = [];
  const works = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const results = works.map(({ promise }, index) =>
    inTurn(async () => {
      begun.push(index);
      await promise;
      return index;
    }),
  );
  return { begun, works, results };
}

describe('a limiter', () => {
  test('runs as many at once as it may, and the next when one ends', async () => {
    const { begun, works, results } = workshop(2, 4);
    await soon();
    expect(begun).toEqual([0, 1]);

    works[1]?.resolve();
    await soon();
    expect(begun).toEqual([0, 1, 2]);

    for (const { resolve } of works) resolve();
    expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
  });

  test('gives the place of a work that fails to the next one', async () => {
    const { begun, works, results } = workshop(1, 2);
    works[0]?.reject(new Error('failed on purpose'));
    await expect(results[0]).rejects.toThrow('failed on purpose');
    await soon();
    expect(begun).toEqual([0, 1]);

    works[1]?.resolve();
    expect(await results[1]).toBe(1);
  });

  test('gives the place of a work that throws before it returns to the next one', async () => {
    const inTurn = limiter(1);
    const thrown = inTurn(() => {
      throw new Error('thrown on purpose');
    });
    await expect(thrown).rejects.toThrow('thrown on purpose');
    expect(await inTurn(async () => 'next')).toBe('next');
  });

  test('never runs more at once, begins in order and ends every work, in whatever order works end', async () => {
    const most = fc.integer({ min: 1, max: 5 });
    const ends = fc.array(fc.record({ turns: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(most, ends, async (most, ends) => {
        const inTurn = limiter(most);
        const begun: number[] = [];
        let running = 0;
        let peak = 0;
        const results = await Promise.allSettled(
          ends.map(({ turns, fails }, index) =>
            inTurn(async () => {
              begun.push(index);
              peak = Math.max(peak, ++running);
              for (let turn = 0; turn < turns; turn++) await undefined;
              running--;
              if (fails) throw new Error('failed on purpose');
            }),
          ),
        );
        expect(begun).toEqual(ends.map((_, index) => index));
        expect(peak).toBe(Math.min(most, ends.length));
        expect(results.map(({ status }) => status === 'rejected')).toEqual(ends.map(({ fails }) => fails));
      }),
    );
  });
});
