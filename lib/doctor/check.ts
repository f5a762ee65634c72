import type { FailureKind } from '../failure.ts';

/** The groups of checks, in the order of the output. */
export const GROUPS = ['config', 'aws', 'identities', 'backends', 'registries', 'clock', 'deployed'] as const;
type Group = (typeof GROUPS)[number];

export type CheckOutcome = 'fine' | 'warning' | 'wrong' | 'not checked';

export interface Answer {
  outcome: CheckOutcome;
  says: string;
  kind?: FailureKind;
  cause?: string;
  hint?: string;
}

/** One check of something that the next run needs. It changes nothing. */
export interface Check {
  group: Group;
  /** The thing that is checked: a role, a secret, a host. */
  name: string;
  /** A thrown Failure is the answer `wrong`. */
  run(signal: AbortSignal): Promise<Answer>;
}

export interface CheckResult extends Answer {
  group: Group;
  name: string;
}

export function fine(says: string): Answer {
  return { outcome: 'fine', says };
}

export function warning(says: string, hint?: string): Answer {
  return { outcome: 'warning', says, ...(hint !== undefined && { hint }) };
}

export function notChecked(why: string, hint?: string): Answer {
  return { outcome: 'not checked', says: why, ...(hint !== undefined && { hint }) };
}

/** A check whose answer is known without a call. */
export function answered(group: Group, name: string, answer: Answer): Check {
  return { group, name, run: async () => answer };
}
