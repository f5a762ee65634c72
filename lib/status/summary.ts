import { duration } from '../text/duration.ts';
import { isInDanger, STATES } from './state.ts';
import type { PublicationStatus, Status } from './status.ts';

/** Returns the total in words, and the secret to look at first: `11 alive, 1 low: ghcr.io in 2 h 10 min`. */
export function summaryOf({ counts, publications }: Omit<Status, 'at'>): string {
  if (publications.length === 0) return 'nothing is published';
  const parts = STATES.filter((state) => counts[state] > 0).toReversed();
  const [only, ...others] = parts;
  const total =
    only !== undefined && others.length === 0
      ? `${publications.length > 1 ? 'all ' : ''}${counts[only]} ${only}`
      : parts.map((state) => `${counts[state]} ${state}`).join(', ');
  const first = publications.find(({ state }) => isInDanger(state));
  return first === undefined ? total : `${total}: ${first.host} ${whatOf(first)}`;
}

function whatOf({ state, secondsToLive }: PublicationStatus): string {
  if (state === 'unpublished') return 'was never published';
  if (state === 'unreadable') return 'has a ledger entry that cannot be read';
  if (secondsToLive === undefined) return 'has missed a run';
  const length = duration(Math.abs(secondsToLive) * 1_000);
  return state === 'dead' ? `died ${length} ago` : `in ${length}`;
}
