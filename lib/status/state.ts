import type { Entry } from '../ledger/ledger.ts';

/**
 * The states of a publication, the worst first:
 *
 * - dead: the stored secret has expired.
 * - unpublished: the ledger knows of no secret under this name for this host.
 * - unreadable: the ledger entry cannot be read, so nothing is known of the secret. The next run writes both again.
 * - low: the secret has less time to live than any secret has in normal operation.
 * - overdue: a run is half a cadence late.
 * - failing: the last run failed, and the stored secret lives on.
 * - alive: all is well.
 */
export const STATES = ['dead', 'unpublished', 'unreadable', 'low', 'overdue', 'failing', 'alive'] as const;

export type State = (typeof STATES)[number];

/** The states that need a person at once. `failing` is not one of them: the next run retries. */
const IN_DANGER: readonly State[] = ['dead', 'unpublished', 'unreadable', 'low', 'overdue'];

export function isInDanger(state: State): boolean {
  return IN_DANGER.includes(state);
}

interface Measure {
  /** Below this it is low. */
  lowMarkMs: number;
  cadenceMs: number;
}

/** A run is overdue when it is half a cadence late. The low mark uses the same limit. */
const OVERDUE_CADENCES = 1.5;

/** Returns the state of the stored secret, from its ledger entry. */
export function stateOf(entry: Entry | undefined, { lowMarkMs, cadenceMs }: Measure, now: Date): State {
  if (entry?.unreadable !== undefined) return 'unreadable';
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

/** Returns the worst of the states: a monitor reads this one. */
export function worstOf(states: readonly State[]): State {
  return STATES.find((state) => states.includes(state)) ?? 'alive';
}
