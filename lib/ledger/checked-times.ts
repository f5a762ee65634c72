import type { Entry } from './ledger.ts';

/** Clocks differ by seconds. A time further ahead means that one of the two clocks is wrong. */
const MOST_AHEAD_MS = 5 * 60_000;

/** The format of `Date.toISOString`. It excludes years of five digits, which come from milliseconds used as seconds. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Returns the entry. If a time in it cannot be right, returns an entry that only says that the publication is unknown.
 */
export function withCheckedTimes(entry: Entry, now: Date): Entry {
  const reason = problemWithTimes(entry, now);
  return reason === undefined ? entry : { id: entry.id, unreadable: reason };
}

function problemWithTimes({ published, probed, failed }: Entry, now: Date): string | undefined {
  const past = Object.entries({
    'published.mintedAt': published?.mintedAt,
    'published.publishedAt': published?.publishedAt,
    'probed.at': probed?.at,
    'failed.at': failed?.at,
    'failed.since': failed?.since,
  });
  const moments = [...past, ['published.expiresAt', published?.expiresAt] as const];
  for (const [name, text] of moments)
    if (text !== undefined && !isMoment(text)) return `${name} is not a point in time`;
  for (const [name, text] of past) {
    if (text !== undefined && Date.parse(text) > now.getTime() + MOST_AHEAD_MS)
      return `${name} is in the future`;
  }
  return undefined;
}

function isMoment(text: string): boolean {
  return MOMENT.test(text) && !Number.isNaN(Date.parse(text));
}
