/** A moment by both clocks of a machine. */
export interface Moment {
  /** The time of day, which may be set forward and back. */
  wallMs: number;
  /** Goes forward only; on some systems it stands still while the machine sleeps. */
  monotonicMs: number;
}

/**
 * How much time has passed, by the clock that says more. A clock that is set back does not put a run off, and neither does
 * a sleep; one that is set forward brings a run early, which costs nothing.
 */
export function passedMs(since: Moment, now: Moment): number {
  return Math.max(now.wallMs - since.wallMs, now.monotonicMs - since.monotonicMs);
}
