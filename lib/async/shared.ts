/** Shares one result between all callers. A rejection is not kept: the next caller tries again. */
export function shared<Args extends unknown[], T>(
  work: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
  let result: Promise<T> | undefined;
  return (...args) => {
    const current = result ?? work(...args);
    result = current;
    current.catch(() => {
      if (result === current) result = undefined;
    });
    return current;
  };
}
