import { notSimulated } from '../error.ts';
import type { Operation } from '../service.ts';
import { Expression, Placeholders } from './expression.ts';
import { compareTexts, type Item, invalid, onTheWire, sizeOf } from './item.ts';
import type { Tables } from './tables.ts';

/** "A single Query operation can retrieve a maximum of 1 MB of data": the API reference of Query. */
const LARGEST_PAGE = 1024 * 1024;

const NOT_SIMULATED = [
  'AttributesToGet',
  'ConditionalOperator',
  'FilterExpression',
  'IndexName',
  'KeyConditions',
  'Limit',
  'ProjectionExpression',
  'QueryFilter',
  'ReturnConsumedCapacity',
  'ScanIndexForward',
  'Select',
];

/** All items under one partition key, a page at a time. */
export function query(tables: Tables): Operation {
  return (call) => {
    const { input } = call;
    const table = tables.demand(call, 'dynamodb:Query', () => {
      // The expression compares the partition key with one value, and there is no other.
      const [value] = input.map('ExpressionAttributeValues')?.values() ?? [];
      return value;
    });
    input.refuse(NOT_SIMULATED);
    if (!input.flag('ConsistentRead')) throw notSimulated('reads that may be stale');
    const { partitionKey, sortKey } = table.definition;

    const placeholders = new Placeholders(input);
    const kind = 'KeyConditionExpression';
    const expression = new Expression(kind, input.text(kind) ?? '', placeholders);
    const name = expression.name();
    if (name !== partitionKey) throw invalid(`Query condition missed key schema element: ${partitionKey}`);
    expression.expect('=');
    const partition = expression.value();
    expression.end();
    placeholders.checkAllUsed();

    const from = input.map('ExclusiveStartKey');
    const start = from && table.keyFrom(from);
    if (start !== undefined && start.partition !== partition) {
      throw invalid('The provided starting key is outside query boundaries based on provided conditions');
    }
    const rest = table
      .under(partition)
      .filter((item) => start === undefined || compareTexts(item.get(sortKey) ?? '', start.sort) > 0);
    const { page, whole } = pageOf(rest);
    const last = page.at(-1)?.get(sortKey);
    return {
      Items: page.map(onTheWire),
      Count: page.length,
      ScannedCount: page.length,
      ...(!whole &&
        last !== undefined && { LastEvaluatedKey: onTheWire(table.keyOf({ partition, sort: last })) }),
    };
  };
}

/** A page that is full names its last key, even when nothing comes after it. */
function pageOf(items: readonly Item[]): { page: Item[]; whole: boolean } {
  const page: Item[] = [];
  let size = 0;
  for (const item of items) {
    page.push(item);
    size += sizeOf(item);
    if (size >= LARGEST_PAGE) return { page, whole: false };
  }
  return { page, whole: true };
}
