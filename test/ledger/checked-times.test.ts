import { expect, test } from 'vitest';
import { withCheckedTimes } from '../../lib/ledger/checked-times.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (ms: number) => new Date(NOW + ms).toISOString();

const PUBLISHED = {
  host: 'public.ecr.aws',
  format: 'docker-auth',
  fingerprint: 'f',
  mintedAt: at(-HOUR),
  publishedAt: at(-HOUR),
  expiresAt: at(11 * HOUR),
} as const;
const FAILED = { kind: 'denied', reason: 'no', at: at(-MINUTE), since: at(-HOUR) } as const;
const GOOD: Entry = {
  id: 'aws/a',
  published: PUBLISHED,
  probed: { at: at(-HOUR), verdict: 'pulls' },
  failed: FAILED,
};
const { expiresAt: _, ...ENDLESS } = PUBLISHED;
const checked = (entry: Entry) => withCheckedTimes(entry, new Date(NOW));

test.each<[what: string, entry: Entry]>([
  ['with all its times', GOOD],
  ['without any', { id: 'aws/a' }],
  ['of a secret without an end', { id: 'aws/a', published: ENDLESS }],
  [
    'from a clock five minutes ahead',
    { ...GOOD, published: { ...PUBLISHED, publishedAt: at(5 * MINUTE), mintedAt: at(5 * MINUTE) } },
  ],
])('an entry %s is returned as it is', (_, entry) => {
  expect(checked(entry)).toBe(entry);
});

const TOO_FAR = at(5 * MINUTE + 1);

test.each<[field: string, entry: Entry]>([
  ['published.mintedAt', { ...GOOD, published: { ...PUBLISHED, mintedAt: TOO_FAR } }],
  ['published.publishedAt', { ...GOOD, published: { ...PUBLISHED, publishedAt: TOO_FAR } }],
  ['probed.at', { ...GOOD, probed: { at: TOO_FAR, verdict: 'pulls' } }],
  ['failed.at', { ...GOOD, failed: { ...FAILED, at: TOO_FAR } }],
  ['failed.since', { ...GOOD, failed: { ...FAILED, since: TOO_FAR } }],
])('an entry whose %s is in the future is unknown', (field, entry) => {
  expect(checked(entry)).toEqual({ id: 'aws/a', unreadable: `${field} is in the future` });
});

test.each([
  ['a word', 'yesterday'],
  ['no day of any month', '2026-13-45T12:00:00.000Z'],
  ['a time without milliseconds', '2026-11-28T11:00:00Z'],
  ['a time with a comment behind it', `${at(-HOUR)} (or so)`],
  ['a time with more before it', `at ${at(-HOUR)}`],
  ['a year of five digits', new Date(NOW * 1_000).toISOString()],
])('an entry with %s for a time is unknown, and the field is named', (_, time) => {
  const published = { ...PUBLISHED, expiresAt: time };
  expect(checked({ ...GOOD, published })).toEqual({
    id: 'aws/a',
    unreadable: 'published.expiresAt is not a point in time',
  });
  expect(checked({ ...GOOD, failed: { ...FAILED, since: time } })).toEqual({
    id: 'aws/a',
    unreadable: 'failed.since is not a point in time',
  });
});

test('an entry that was unreadable before keeps its reason', () => {
  const entry = { id: 'aws/a', unreadable: 'the row is not a ledger entry' };
  expect(checked(entry)).toEqual(entry);
});
