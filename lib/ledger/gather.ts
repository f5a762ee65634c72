/** A write that takes long gives way for so many times as long: the more there is to write, the more goes together. */
const REST = 4;
/** The longest that anybody waits for it. */
const LONGEST_REST_MS = 1_000;

/** Lets many callers share a write: what comes while one is under way goes with the next, all of it together. */
export function gather<T>(write: (items: T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let rested: Promise<void> = Promise.resolve();
  let rest: NodeJS.Timeout | undefined;

  /** It keeps no process alive, unless somebody waits for its end. */
  const restAfter = async (work: Promise<void>) => {
    const startedAt = performance.now();
    await Promise.allSettled([work]);
    const { promise, resolve } = Promise.withResolvers<void>();
    rest = setTimeout(resolve, Math.min(LONGEST_REST_MS, REST * (performance.now() - startedAt)));
    if (waiting.length === 0) rest.unref();
    await promise;
  };

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
    rest?.ref();
    next ??= writeAll();
    return next;
  };
}
