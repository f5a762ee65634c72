import { AwsError } from '../error.ts';
import type { Operation } from '../service.ts';
import { conditionOf } from './condition.ts';
import { Expression, Placeholders } from './expression.ts';
import { onTheWire } from './item.ts';
import type { Tables } from './tables.ts';

const NOT_SIMULATED = [
  'ConditionalOperator',
  'Expected',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
  'ReturnValuesOnConditionCheckFailure',
];

/** Deletes an item, if the condition is true for it. That there is none is no error. */
export function deleteItem(tables: Tables): Operation {
  return (call) => {
    const { input } = call;
    const table = tables.demand(call, 'dynamodb:DeleteItem', (partitionKey) =>
      input.map('Key')?.get(partitionKey),
    );
    input.refuse(NOT_SIMULATED);
    const key = table.keyFrom(input.map('Key') ?? new Map());
    const placeholders = new Placeholders(input);
    const condition = input.text('ConditionExpression');
    const kind = 'ConditionExpression';
    const holds =
      condition === undefined ? () => true : conditionOf(new Expression(kind, condition, placeholders));
    placeholders.checkAllUsed();

    const known = table.get(key);
    if (!holds(known ?? new Map()))
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
    table.delete(key);
    return input.text('ReturnValues') === 'ALL_OLD' && known !== undefined
      ? { Attributes: onTheWire(known) }
      : {};
  };
}
