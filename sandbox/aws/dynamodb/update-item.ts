import { AwsError } from '../error.ts';
import type { Operation } from '../service.ts';
import { conditionOf } from './condition.ts';
import { Expression, Placeholders } from './expression.ts';
import { invalid, sizeOf } from './item.ts';
import type { Tables } from './tables.ts';
import { changesOf } from './update.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LARGEST_ITEM = 400 * 1024;

const NOT_SIMULATED = [
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
];

/** Changes or creates an item, if the condition is true for the existing one. */
export function updateItem(tables: Tables): Operation {
  return (call) => {
    const { input } = call;
    const table = tables.demand(call, 'dynamodb:UpdateItem', (partitionKey) =>
      input.map('Key')?.get(partitionKey),
    );
    input.refuse(NOT_SIMULATED);
    const key = table.keyFrom(input.map('Key') ?? new Map());

    const placeholders = new Placeholders(input);
    const expressionIn = (kind: string, text: string) => new Expression(kind, text, placeholders);
    const changes = changesOf(expressionIn('UpdateExpression', input.text('UpdateExpression') ?? ''));
    const condition = input.text('ConditionExpression');
    const holds =
      condition === undefined ? () => true : conditionOf(expressionIn('ConditionExpression', condition));
    placeholders.checkAllUsed();
    for (const name of table.keyOf(key).keys()) {
      if (!changes.has(name)) continue;
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
    }

    const known = table.get(key) ?? new Map<string, string>();
    if (!holds(known)) {
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
    }
    const item = new Map([...table.keyOf(key), ...known, ...changes]);
    if (sizeOf(item) > LARGEST_ITEM) {
      throw invalid('Item size to update has exceeded the maximum allowed size');
    }
    table.put(key, item);
    return {};
  };
}
