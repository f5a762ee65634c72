/** After a slow write, the next one waits this many times as long, so that more entries are written together. */
const REST = 4;
/** The longest wait. */
const LONGEST_REST_MS = 1_000;

/** Lets many callers share a write: entries that arrive during a write are written together in the next one. */
export function gather<T>(write: (items: T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let rested: Promise<void> = Promise.resolve();
  let rest: NodeJS.Timeout | undefined;

  /** A pending write does not keep the process alive, unless a caller waits for it. */
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
