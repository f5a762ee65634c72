import { Failure } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { Credential } from '../sources/source.ts';
import { duration } from '../text/duration.ts';

/** A token may end this much before its full life and still count as full. */
const TOLERANCE_MS = 60_000;

/** If a token seems to live this much longer than its cloud promises, the clock of this machine is behind. */
const CLOCK_BEHIND_MS = 10 * 60_000;

interface Expectations {
  cadenceMs: number;
  /** The life of a token of this source. Absent for a stored credential. */
  lifeMs?: number | undefined;
  /** When the failures began: nothing can have been published since. */
  failingSince?: Date | undefined;
}

/**
 * Decides whether a fresh credential may replace the stored one. Returns a warning, if it may and there is one.
 *
 * - **Refuse** a credential that has expired, or whose expiry is no date.
 * - **Accept** one that lives past the second-next run, or has no end.
 * - **Refuse** a shorter one while the stored one lives longer. A stored one of which nothing is known ('unknown') is
 *   taken to live as long as one of this source can.
 * - **Refuse** one that dies before the next run where nothing living is stored, and its identity could get a longer one.
 * - Otherwise **accept**, with a warning.
 *
 * A credential that seems to live longer than its cloud promises is treated like a short one: the clock is behind.
 */
export function gate(
  credential: Credential,
  stored: Entry | 'unknown' | undefined,
  now: Date,
  { cadenceMs, lifeMs = Number.POSITIVE_INFINITY, failingSince }: Expectations,
): string | undefined {
  const { expiresAt, remedy } = credential;
  if (expiresAt === undefined) return undefined;
  const left = expiresAt.getTime() - now.getTime();
  if (Number.isNaN(left)) {
    throw new Failure('invalid', 'the expiry of the fresh token is not a date', {
      hint: 'the next run retries; if this continues, check what is answering instead of the cloud (a proxy)',
    });
  }
  if (left <= 0) {
    throw new Failure(
      'expired',
      `the fresh token expired ${duration(-left)} ago, at ${expiresAt.toISOString()}`,
      { hint: 'check the clock of this machine' },
    );
  }
  const isClockBehind = left > lifeMs + CLOCK_BEHIND_MS;
  if (left > 2 * cadenceMs && !isClockBehind) return undefined;

  const storedLeft = endOf(stored, now, lifeMs, failingSince) - now.getTime();
  if (storedLeft <= 0 && left <= cadenceMs && remedy !== undefined) {
    const short = `the fresh token lives only ${duration(left)}, and the next run comes after ${duration(cadenceMs)}`;
    throw new Failure('expired', `${short}: it would expire before the next run`, { hint: remedy });
  }
  const doubt = isClockBehind
    ? `the fresh token seems to live ${duration(left)}, but the cloud promises ${duration(lifeMs)}: the clock of this machine is behind`
    : `the fresh token lives only ${duration(left)}: it should outlive two runs, which come every ${duration(cadenceMs)}`;
  // With a clock that is behind, every token looks long. Only a stored token with a known end can be compared.
  if (storedLeft > left || (isClockBehind && stored === 'unknown')) {
    const why =
      stored === 'unknown'
        ? 'the stored token may live longer; the ledger could not be read, so the stored token was kept'
        : 'the published token lives longer, so it was kept';
    const hint = isClockBehind
      ? 'set the clock of this machine'
      : (remedy ??
        'find out why the identity gets short tokens, or run more often (schedule in registries.yml)');
    throw new Failure('expired', `${doubt}; ${why}`, { hint });
  }
  return doubt;
}

/** The latest possible end of the stored credential. Zero if nothing is stored. */
function endOf(
  stored: Entry | 'unknown' | undefined,
  now: Date,
  lifeMs: number,
  failingSince: Date | undefined,
): number {
  if (stored === 'unknown') return (failingSince ?? now).getTime() + lifeMs - TOLERANCE_MS;
  if (stored?.published === undefined) return Number.NEGATIVE_INFINITY;
  const { expiresAt } = stored.published;
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
}
