import { Failure } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { Credential } from '../sources/source.ts';
import { duration } from '../text/duration.ts';

/**
 * Whether a fresh credential is better than what it would replace. Refused: one that is past its life, and one that dies
 * before the second-next run while the published one lives longer. Let through with a warning: a short one where nothing
 * better is there; unless nothing living is, it dies before the next run, and its identity could have better. One without
 * an end is let through: there is nothing to compare. What is not known to stand there is taken to live longer.
 */
export function gate(
  credential: Credential,
  entry: Entry | 'unknown' | undefined,
  now: Date,
  cadenceMs: number,
): string | undefined {
  if (credential.expiresAt === undefined) return undefined;
  const left = credential.expiresAt.getTime() - now.getTime();
  if (left <= 0) {
    throw new Failure(
      'expired',
      `the fresh token expired ${duration(-left)} ago, at ${credential.expiresAt.toISOString()}`,
      {
        hint: 'check the clock of the machine that runs this',
      },
    );
  }
  if (left > 2 * cadenceMs) return undefined;
  const standing = endOf(entry) - now.getTime();
  if (standing <= 0 && left <= cadenceMs && credential.remedy !== undefined) {
    const short = `the fresh token lives ${duration(left)} only, and the next run comes after ${duration(cadenceMs)}`;
    throw new Failure('expired', `${short}: it would be dead in between`, { hint: credential.remedy });
  }
  const short = `the fresh token lives ${duration(left)} only; runs come every ${duration(cadenceMs)} and it should outlive two`;
  if (standing > left) {
    const why =
      entry === 'unknown'
        ? 'what stands there may live longer, which only the ledger could tell'
        : 'the published one lives longer and stays';
    throw new Failure('expired', `${short}; ${why}`, {
      hint: credential.remedy ?? 'find out why this identity gets short tokens, or run more often',
    });
  }
  return short;
}

/** Until when what is published lives; the beginning of time if nothing is known to be. */
function endOf(entry: Entry | 'unknown' | undefined): number {
  if (entry === 'unknown') return Number.POSITIVE_INFINITY;
  if (entry?.published === undefined) return Number.NEGATIVE_INFINITY;
  const { expiresAt } = entry.published;
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
}
