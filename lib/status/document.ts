import { duration } from '../text/duration.ts';
import { type Commands, type Remark, remarksOn } from './remarks.ts';
import { isInDanger, STATES } from './state.ts';
import type { PublicationStatus, Status } from './status.ts';

/** The status as JSON: `GET /v1/status`, `status --json` and the board. */
export interface StatusDocument extends Status {
  /** The total in words. */
  summary: string;
  /** What is wrong, and what to do. `about` has positions in `publications`. */
  remarks: (Omit<Remark, 'about'> & { about: number[] })[];
}

export function documentOf(status: Status, commands: Commands): StatusDocument {
  const positions = new Map(status.publications.map((publication, index) => [publication, index]));
  const remarks = remarksOn(status, commands).map((remark) => ({
    ...remark,
    about: remark.about.flatMap((publication) => positions.get(publication) ?? []),
  }));
  return { ...status, summary: summaryOf(status), remarks };
}

/** Returns the total in words, and the secret to look at first: `11 alive, 1 low: ghcr.io in 2 h 10 min`. */
function summaryOf({ counts, publications }: Omit<Status, 'at'>): string {
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
