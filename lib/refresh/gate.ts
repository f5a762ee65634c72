import { Failure } from '../errors.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { Credential } from '../sources/source.ts';
import { duration } from './duration.ts';

/**
 * Whether a fresh credential is better than what it would replace. Refused: one that is past its life, one that dies
 * before the next run though its identity could have better, and one that dies before the second-next run while the
 * published one lives longer. Let through with a warning: a short one where nothing better is there. One without an end
 * is let through: there is nothing to compare.
 */
export function gate(
  credential: Credential,
  entry: Entry | undefined,
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
  if (left <= cadenceMs && credential.remedy !== undefined) {
    const short = `the fresh token lives ${duration(left)} only, and the next run comes after ${duration(cadenceMs)}`;
    throw new Failure('expired', `${short}: it would be dead in between`, { hint: credential.remedy });
  }
  const short = `the fresh token lives ${duration(left)} only; runs come every ${duration(cadenceMs)} and it should outlive two`;
  const known = entry?.published?.expiresAt;
  const published = known === undefined ? 0 : Date.parse(known);
  if (published > credential.expiresAt.getTime()) {
    throw new Failure('expired', `${short}; the published one lives longer and stays`, {
      hint: 'find out why this identity gets short tokens, or run more often',
    });
  }
  return short;
}
