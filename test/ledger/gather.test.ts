import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { gather } from '../../lib/ledger/gather.ts';

/** Writes end when the test says so. */
function writer() {
  const written: string[][] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const bring = gather<string>((items) => {
    const end = Promise.withResolvers<void>();
    written.push(items);
    ends.push(end);
    return end.promise;
  });
  return { written, ends, bring };
}

it('what is brought while a write is under way goes together with the next', async () => {
  const { written, ends, bring } = writer();
  const first = bring('a');
  await expect.poll(() => written).toEqual([['a']]);
  const others = [bring('b'), bring('c')];

  ends[0]?.resolve();
  await first;
  await expect.poll(() => written).toEqual([['a'], ['b', 'c']]);

  ends[1]?.resolve();
  expect(await Promise.all(others)).toEqual([undefined, undefined]);
});

it('what is brought is not written before its own write has ended', async () => {
  const { written, ends, bring } = writer();
  const first = bring('a');
  await expect.poll(() => written).toHaveLength(1);
  let done = false;
  const second = bring('b').then(() => {
    done = true;
  });
  ends[0]?.resolve();
  await first;
  await expect.poll(() => written).toHaveLength(2);
  expect(done).toBe(false);
  ends[1]?.resolve();
  await second;
});

it('a write that fails has failed for all that went with it, and for nothing else', async () => {
  const { written, ends, bring } = writer();
  const both = [bring('a'), bring('b')];
  await expect.poll(() => written).toEqual([['a', 'b']]);
  const next = bring('c');
  ends[0]?.reject(new Error('full'));
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);

  await expect.poll(() => written).toEqual([['a', 'b'], ['c']]);
  ends[1]?.resolve();
  await next;
});

it.each([
  { writeMs: 100, restMs: 400 },
  { writeMs: 200, restMs: 800 },
  { writeMs: 5_000, restMs: 1_000 },
])('after a write of $writeMs ms, the next one waits $restMs ms for more', async ({ writeMs, restMs }) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { written, ends, bring } = writer();
  void bring('a');
  await vi.advanceTimersByTimeAsync(writeMs);
  ends[0]?.resolve();
  void bring('b');

  await vi.advanceTimersByTimeAsync(restMs - 1);
  expect(written).toEqual([['a']]);
  void bring('c');
  await vi.advanceTimersByTimeAsync(1);
  expect(written).toEqual([['a'], ['b', 'c']]);
});

it('a rest ends with the process, but not while somebody waits for it', async () => {
  const program = `
    import { gather } from './lib/ledger/gather.ts';
    let ended = 0;
    const bring = gather(() => new Promise((resolve) => setTimeout(resolve, 100)));
    process.on('exit', () => console.log(Math.round(performance.now() - ended)));
    await bring('a');
    await bring('b'); // after a rest of 400 ms, in which nothing else keeps the process alive
    console.log('both');
    ended = performance.now();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  const [both, rested] = stdout.trim().split('\n');
  expect(both).toBe('both');
  expect(Number(rested)).toBeLessThan(300);
});
