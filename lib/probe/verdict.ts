import type { Failure } from '../failure.ts';

/** The registry gave the image; without an image it let us in; or it asks nobody who they are. */
const GOOD = ['pulls', 'signs-in', 'open'] as const;
export type Good = (typeof GOOD)[number];

/** The registry itself said no. */
export type Refused = 'expired' | 'wrong-region' | 'not-accepted' | 'no-pull-right' | 'no-such-image';

/** Nothing was learnt of the credential: no answer, none that a registry gives, or its token service is not its own. */
export type Unknown = 'unreachable' | 'not-a-registry' | 'untrusted-token-service';

export type ProbeVerdict = Good | Refused | Unknown;

export type ProbeResult =
  | { verdict: Good }
  | { verdict: Refused; refused: true; failure: Failure }
  | { verdict: Unknown; refused: false; failure: Failure };

export function isGood(verdict: string): verdict is Good {
  return GOOD.some((each) => each === verdict);
}
