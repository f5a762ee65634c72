import { describe, expect, it } from 'vitest';
import { gather } from '../../lib/ledger/gather.ts';

/** A write that takes what waits when it begins, and ends when the test says so. */
function writer() {
  const written: string[][] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const bring = gather<string>(async (take) => {
    // Only one at a time, as with a file.
    const before = ends.at(-1)?.promise;
    const end = Promise.withResolvers<void>();
    ends.push(end);
    await before?.catch(() => {});
    written.push(take());
    await end.promise;
  });
  return { written, ends, bring };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what several bring', () => {
  it('goes together with the next write, while one is under way', async () => {
    const { written, ends, bring } = writer();
    const first = bring('a');
    await settled();
    const others = [bring('b'), bring('c')];
    await settled();
    expect(written).toEqual([['a']]);

    ends[0]?.resolve();
    await first;
    await settled();
    expect(written).toEqual([['a'], ['b', 'c']]);

    ends[1]?.resolve();
    expect(await Promise.all(others)).toEqual([undefined, undefined]);
  });

  it('is only said to be written when its own write has ended', async () => {
    const { ends, bring } = writer();
    let done = false;
    const first = bring('a');
    await settled();
    const second = bring('b').then(() => {
      done = true;
    });
    ends[0]?.resolve();
    await first;
    await settled();
    expect(done).toBe(false);
    ends[1]?.resolve();
    await second;
  });

  it('fails together, and what comes afterwards does not', async () => {
    const { ends, bring, written } = writer();
    const both = [bring('a'), bring('b')];
    ends[0]?.reject(new Error('full'));
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);

    const next = bring('c');
    ends[1]?.resolve();
    await next;
    expect(written).toEqual([['a', 'b'], ['c']]);
  });

  it('is not written by a later write when its own ended before it took anything', async () => {
    const written: string[][] = [];
    let locked = true;
    const bring = gather<string>(async (take) => {
      if (locked) throw new Error('locked');
      written.push(take());
    });
    await expect(bring('a')).rejects.toThrow('locked');
    locked = false;
    await bring('b');
    expect(written).toEqual([['b']]);
  });
});
