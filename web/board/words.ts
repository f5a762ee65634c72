import type { PublicationStatus, Status } from '../../lib/status/status.ts';
import { duration } from '../../lib/text/duration.ts';

/** Returns how long a secret still lives, or since when it is dead. */
export function lifeWords({ state, secondsToLive, publishedAt }: PublicationStatus): string {
  if (secondsToLive !== undefined) {
    const length = duration(Math.abs(secondsToLive) * 1_000);
    return state === 'dead' ? `died ${length} ago` : length;
  }
  return publishedAt === undefined ? 'not stored' : 'no end';
}

export function agoWords(time: string, at: string): string {
  const passed = Date.parse(at) - Date.parse(time);
  return passed < 1_000 ? 'just now' : `${duration(passed)} ago`;
}

export function timeUntil(time: string, at: string): string {
  const left = Date.parse(time) - Date.parse(at);
  return left < 1_000 ? 'now' : `in ${duration(left)}`;
}

/** Returns what happens if every run from now on is missed: the sentence below the total. */
export function firstEndWords({ publications }: Status): string | undefined {
  const first = publications.find(({ secondsToLive = 0 }) => secondsToLive > 0);
  if (first?.secondsToLive === undefined) return undefined;
  return `Without another run, the first secret dies in ${duration(first.secondsToLive * 1_000)}.`;
}

/** Returns how many runs come before the end, and how many of them may be missed. */
export function runsWords({ runsLeft, expiresAt }: PublicationStatus): string | undefined {
  if (expiresAt === undefined || runsLeft === undefined) return undefined;
  if (runsLeft === 0) return 'no run before its end';
  return runsLeft === 1
    ? '1 run before its end: it must not be missed'
    : `${runsLeft} runs before its end: ${runsLeft - 1} may be missed`;
}
