/** A time, by both clocks of a machine. */
export interface Moment {
  /** The time of day, which can be set forward and back. */
  wallMs: number;
  /** Only goes forward. On some systems it stops while the machine sleeps. */
  monotonicMs: number;
}

/**
 * The passed time, by the clock that shows more. So neither a clock that is set back nor a sleep delays a run. A clock
 * that is set forward only makes a run early.
 */
export function passedMs(since: Moment, now: Moment): number {
  return Math.max(now.wallMs - since.wallMs, now.monotonicMs - since.monotonicMs);
}
