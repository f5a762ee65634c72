import type { Entry } from './ledger.ts';

/** Clocks differ by seconds. An entry from further ahead was written by a clock that is wrong, or ours is. */
const MOST_AHEAD_MS = 5 * 60_000;

/** As `Date.toISOString` writes a moment: this also excludes years of five digits, as milliseconds taken for seconds give. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The entry, or an entry that says only that this publication is unknown: its moments cannot be relied on. */
export function withCheckedTimes(entry: Entry, now: Date): Entry {
  const reason = entry.unreadable ?? problemWithTimes(entry, now);
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
