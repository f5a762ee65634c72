import { setTimeout as sleep } from 'node:timers/promises';

/** A write that takes long gives way for so many times as long: the more there is to write, the more goes together. */
const REST = 4;
/** The longest that anybody waits for it. */
const LONGEST_REST_MS = 1_000;

/** Lets many callers share a write: what comes while one is under way goes with the next, all of it together. */
export function gather<T>(write: (items: T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let rested: Promise<void> = Promise.resolve();

  const writeAll = async () => {
    await rested;
    const items = waiting;
    waiting = [];
    next = undefined;
    const written = write(items);
    rested = restAfter(written);
    await written;
  };

  return (item) => {
    waiting.push(item);
    next ??= writeAll();
    return next;
  };
}

async function restAfter(work: Promise<void>): Promise<void> {
  const startedAt = performance.now();
  await Promise.allSettled([work]);
  await sleep(Math.min(LONGEST_REST_MS, REST * (performance.now() - startedAt)));
}
