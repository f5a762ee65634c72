import { describe, expect, test } from 'vitest';
import { entryOf, entryParts, type Row } from '../../lib/ledger/dynamodb-row.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import { failedAt, publishedAt } from '../contract/ledger.ts';

/** The row that a first write of this entry makes. */
function rowOf(entry: Entry, changed: Record<string, string | undefined> = {}): Row {
  const texts = {
    id: entry.id,
    ...Object.fromEntries(
      entryParts(entry).flatMap(({ name, moment, content }) => [
        [name, JSON.stringify(content)],
        [`${name}Moment`, moment],
      ]),
    ),
    ...changed,
  };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, S]) => (S === undefined ? [] : [[name, { S }]])),
  );
}

const FAILED = { ...publishedAt(1), ...failedAt(4) };

describe('a row gives back', () => {
  test.each<[what: string, entry: Entry]>([
    ['a publication', publishedAt(1)],
    ['a failure without a publication', failedAt(4)],
    ['a failure after a publication', FAILED],
    ['an entry without either', { id: 'aws/a' }],
    ['its probe', { ...publishedAt(1), probed: { at: '2026-03-01T01:00:00.000Z', verdict: 'pulls' } }],
  ])('%s', (_, entry) => {
    expect(entryOf(rowOf(entry))).toEqual(entry);
  });

  test('a publication that a row without one was replaced with nothing', () => {
    expect(entryOf(rowOf(failedAt(4), { published: 'null', publishedMoment: '' }))).toEqual(failedAt(4));
  });
});

const LATE = '2036-03-01T04:00:00.000Z';

describe('a row is unreadable that has', () => {
  test.each<[what: string, row: Row]>([
    ['nothing but its id', { id: { S: 'aws/a' } }],
    ['an attempt that is no JSON', rowOf(publishedAt(1), { attempt: 'yes' })],
    ['no attempt', rowOf(publishedAt(1), { attempt: undefined })],
    ['an attempt that failed for no reason', rowOf(FAILED, { attempt: '{"failed": {}}' })],
    ['a publication that is no JSON', rowOf(publishedAt(1), { published: 'yes' })],
    ['a publication of nowhere', rowOf(publishedAt(1), { published: '{}' })],
    ['a failure at another time', rowOf(FAILED, { attemptMoment: `${LATE} failed` })],
    [
      'a failure whose time says that it succeeded',
      rowOf(FAILED, { attemptMoment: `${FAILED.failed?.at} published` }),
    ],
    ['a success without a publication', rowOf({ id: 'aws/a' }, { attemptMoment: `${LATE} published` })],
    [
      'a success that is later than its publication',
      rowOf(publishedAt(1), { attemptMoment: `${LATE} published` }),
    ],
    [
      'a success whose time says that it failed',
      rowOf(publishedAt(1), { attemptMoment: `${publishedAt(1).published?.mintedAt} failed` }),
    ],
    ['a success without a time', rowOf(publishedAt(1), { attemptMoment: undefined })],
    ['a publication at another time', rowOf(publishedAt(1), { publishedMoment: LATE })],
    ['a publication without a time', rowOf(publishedAt(1), { publishedMoment: undefined })],
    ['a time of a publication without one', rowOf(failedAt(4), { publishedMoment: LATE })],
  ])('%s', (_, row) => {
    expect(entryOf(row)).toEqual({ id: 'aws/a', unreadable: 'the row is not a ledger entry' });
  });
});

test('an older success is placed well beside a newer publication: another run wrote it', () => {
  const row = rowOf(publishedAt(4), { attemptMoment: `${publishedAt(1).published?.mintedAt} published` });
  expect(entryOf(row)).toEqual(publishedAt(4));
});

test('a failure says nothing of a publication that its run did not know, unless it replaces the row', () => {
  const names = (replace?: boolean) =>
    entryParts(failedAt(4), replace).map(({ name, content }) => [name, content]);
  const attempt = ['attempt', { failed: failedAt(4).failed }];
  expect(names()).toEqual([attempt]);
  expect(names(true)).toEqual([attempt, ['published', null]]);
});
