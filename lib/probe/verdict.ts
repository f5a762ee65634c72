import type { Failure } from '../failure.ts';

/** The registry gave the image; without an image it accepted the credential; or it needs no credential. */
const GOOD = ['pulls', 'signs-in', 'open'] as const;
export type Good = (typeof GOOD)[number];

/** The registry rejected the credential. */
export type Refused = 'expired' | 'wrong-region' | 'not-accepted' | 'no-pull-right' | 'no-such-image';

/** The credential could not be tried: no answer, not an answer of a registry, or an unknown token service. */
type Unknown = 'unreachable' | 'not-a-registry' | 'untrusted-token-service';

export type ProbeVerdict = Good | Refused | Unknown;

export type ProbeResult =
  | { verdict: Good }
  | { verdict: Refused; refused: true; failure: Failure }
  | { verdict: Unknown; refused: false; failure: Failure };

export function isGood(verdict: string): verdict is Good {
  return GOOD.some((each) => each === verdict);
}
