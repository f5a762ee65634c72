/**
 * Lets many callers share a write: what comes while one is under way waits, and goes with the next, all of it together.
 * The write takes what waits at the moment it can use it, and whoever brought it is told when that write has ended.
 */
export function gather<T>(write: (take: () => T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;

  const take = () => {
    const taken = waiting;
    waiting = [];
    next = undefined;
    return taken;
  };
  const writeOnce = async () => {
    let taken = false;
    try {
      await write(() => {
        taken = true;
        return take();
      });
    } finally {
      // A write that ended before it could take anything has failed for all that waited for it.
      if (!taken) take();
    }
  };

  return (item) => {
    waiting.push(item);
    next ??= writeOnce();
    return next;
  };
}
