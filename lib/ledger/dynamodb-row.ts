import type { AttributeValue, QueryCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { parseJsonObject } from '../json.ts';
import { isEntry } from './is-entry.ts';
import { attemptOf, type Entry, mintOf, type Part } from './ledger.ts';

export type Row = Record<string, AttributeValue>;

/** A part of an entry, and the name of its attribute. */
export interface NamedPart extends Part<object | null> {
  name: 'attempt' | 'published';
}

export function entryParts(entry: Entry, replace = false): NamedPart[] {
  const attempt = attemptOf(entry);
  const { id: _, ...content } = attempt.content;
  const mint = mintOf(entry);
  return [
    { name: 'attempt', moment: attempt.moment, content },
    ...(mint.content || replace
      ? [{ name: 'published', moment: mint.moment, content: mint.content ?? null } as const]
      : []),
  ];
}

/**
 * All rows of a scope share a partition key, so that one query reads them, and a policy can name them. DynamoDB splits
 * a busy partition.
 */
export function rowsOf(scope: string) {
  return {
    KeyConditionExpression: '#ledger = :ledger',
    ExpressionAttributeNames: { '#ledger': 'ledger' },
    ExpressionAttributeValues: { ':ledger': { S: scope } },
  } satisfies Partial<QueryCommandInput>;
}

/**
 * Writes these parts, unless the row has a later time: the rule of `merge` as a condition. The parts are JSON, because
 * DynamoDB compares only the times.
 */
export function updateOf(id: string, scope: string, parts: readonly NamedPart[]) {
  const each = (write: (part: NamedPart) => string) => parts.map(write);
  return {
    Key: { ledger: { S: scope }, id: { S: id } },
    UpdateExpression: `SET ${each(({ name }) => `#${name} = :${name}, #${name}Moment = :${name}Moment`).join(', ')}`,
    ConditionExpression: each(
      ({ name }) => `(attribute_not_exists(#${name}Moment) OR #${name}Moment <= :${name}Moment)`,
    ).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(
      parts.flatMap(({ name }) => [
        [`#${name}`, name],
        [`#${name}Moment`, `${name}Moment`],
      ]),
    ),
    ExpressionAttributeValues: Object.fromEntries(
      parts.flatMap(({ name, moment, content }) => [
        [`:${name}`, { S: JSON.stringify(content) }],
        [`:${name}Moment`, { S: moment }],
      ]),
    ),
  } satisfies Partial<UpdateItemCommandInput>;
}

/** Returns the entry in a row. An unreadable row makes only its own publication unknown. */
export function entryOf(row: Row): Entry {
  const { id, attempt, published } = row;
  const about = parseJsonObject(attempt?.S);
  const mint = parseJsonObject(published?.S);
  const isUnpublished = published === undefined || published.S === 'null';
  const isWhole = about !== undefined && (isUnpublished || mint !== undefined);
  const entry = { ...about, ...(mint && { published: mint }), id: id?.S };
  return isWhole && isEntry(entry) && isPlaced(row, entry)
    ? entry
    : { id: id?.S ?? '', unreadable: 'the row is not a ledger entry' };
}

/**
 * False if a time attribute differs from the time in its part. A time that is too late would prevent all later writes.
 * A successful attempt is never later than the mint in the row: one write stored both.
 */
function isPlaced({ attemptMoment, publishedMoment }: Row, { failed, published }: Entry): boolean {
  const mintedAt = published?.mintedAt ?? '';
  const [attemptAt = '', result] = (attemptMoment?.S ?? '').split(' ');
  const isAttemptPlaced =
    failed === undefined
      ? result === 'published' && attemptAt <= mintedAt
      : attemptMoment?.S === `${failed.at} failed`;
  return isAttemptPlaced && (publishedMoment?.S ?? '') === mintedAt;
}
