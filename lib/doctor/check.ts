import type { FailureKind } from '../failure.ts';

/** What the checks are about, in the order in which they are told. */
export const GROUPS = ['config', 'aws', 'identities', 'backends', 'registries', 'clock', 'deployed'] as const;
export type Group = (typeof GROUPS)[number];

export type Outcome = 'fine' | 'warning' | 'wrong' | 'not checked';

export interface Answer {
  outcome: Outcome;
  says: string;
  kind?: FailureKind;
  cause?: string;
  hint?: string;
}

/** One question about what is needed for the next run. It changes nothing. Another kind of question is one entry more. */
export interface Check {
  group: Group;
  /** What it is about. */
  name: string;
  /** A Failure that is thrown is an answer, too: wrong. */
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

/** A check that needs no call. */
export function answered(group: Group, name: string, answer: Answer): Check {
  return { group, name, run: async () => answer };
}
