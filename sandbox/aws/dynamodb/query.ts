import { notSimulated } from '../error.ts';
import type { Operation } from '../service.ts';
import { Expression, Placeholders } from './expression.ts';
import { compareTexts, invalid } from './item.ts';
import { pageOf } from './page.ts';
import type { Tables } from './tables.ts';

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
    return pageOf(rest, table);
  };
}
