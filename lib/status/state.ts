import type { Entry } from '../ledger/ledger.ts';

/**
 * How a publication is, the worst first: dead — what stands there is past its life; unpublished — nothing that
 * registries.yml asks for is known to stand there; low — less to live than a healthy one ever has; overdue — a run that
 * should have come has not; failing — the last run failed, and what stands there still lives well; alive.
 */
export const STATES = ['dead', 'unpublished', 'low', 'overdue', 'failing', 'alive'] as const;

export type State = (typeof STATES)[number];

/** What a person should hear of at once; a failure that the next run can mend is not among it. */
const IN_DANGER: readonly State[] = ['dead', 'unpublished', 'low', 'overdue'];

export function isInDanger(state: State): boolean {
  return IN_DANGER.includes(state);
}

interface Measure {
  /** Below this it is low. */
  lowMarkMs: number;
  cadenceMs: number;
}

/** A run is overdue when half a cadence has passed since it should have come, as for the low mark. */
const OVERDUE_CADENCES = 1.5;

/** The state of what stands there, by what the ledger knows of it. */
export function stateOf(entry: Entry | undefined, { lowMarkMs, cadenceMs }: Measure, now: Date): State {
  if (entry?.published === undefined) return 'unpublished';
  const { expiresAt, publishedAt } = entry.published;
  if (expiresAt !== undefined) {
    const leftMs = Date.parse(expiresAt) - now.getTime();
    if (leftMs <= 0) return 'dead';
    if (leftMs < lowMarkMs) return 'low';
  }
  if (now.getTime() - Date.parse(publishedAt) > OVERDUE_CADENCES * cadenceMs) return 'overdue';
  return entry.failed === undefined ? 'alive' : 'failing';
}

/** The worst of them: what a monitor looks at. */
export function worstOf(states: readonly State[]): State {
  return STATES.find((state) => states.includes(state)) ?? 'alive';
}
