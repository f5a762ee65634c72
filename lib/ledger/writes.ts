/**
 * The recent writes of a secret: the number of each half hour since 1970, and the writes in it. A list of times would
 * be ten times as long, and every run reads it.
 */
export type Writes = readonly (readonly [halfHour: number, count: number])[];

const HALF_HOUR_MS = 1_800_000;
const A_DAY = 48;

/**
 * The most writes within any 24 hours from now on, with a write now and then one each `everyMs`. It is an upper bound:
 * the oldest half hour counts as a whole.
 */
export function mostWritesInADay(writes: unknown, now: Date, everyMs: number): number {
  const current = halfHourOf(now);
  const before = recent(writes, now);
  const endingAt = Array.from({ length: A_DAY + 1 }, (_, later) => {
    const left = before.filter(([halfHour]) => halfHour >= current + later - A_DAY);
    return left.reduce((sum, [, count]) => sum + count, 1 + Math.floor((later * HALF_HOUR_MS) / everyMs));
  });
  return Math.max(...endingAt);
}

export function withWrite(writes: unknown, now: Date): Writes {
  const current = halfHourOf(now);
  const before = recent(writes, now);
  const count = before.find(([halfHour]) => halfHour === current)?.[1] ?? 0;
  return [...before.filter(([halfHour]) => halfHour !== current), [current, count + 1]];
}

function recent(writes: unknown, now: Date): Writes {
  const current = halfHourOf(now);
  return Array.isArray(writes)
    ? writes.filter(isPair).filter(([halfHour]) => halfHour >= current - A_DAY && halfHour <= current)
    : [];
}

function halfHourOf(now: Date): number {
  return Math.floor(now.getTime() / HALF_HOUR_MS);
}

function isPair(value: unknown): value is readonly [number, number] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((each) => Number.isSafeInteger(each) && each >= 0)
  );
}
