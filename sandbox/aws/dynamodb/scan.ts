import { notSimulated } from '../error.ts';
import type { Operation } from '../service.ts';
import { pageOf } from './page.ts';
import type { Tables } from './tables.ts';

const NOT_SIMULATED = [
  'AttributesToGet',
  'ConditionalOperator',
  'FilterExpression',
  'IndexName',
  'Limit',
  'ProjectionExpression',
  'ReturnConsumedCapacity',
  'ScanFilter',
  'Segment',
  'Select',
  'TotalSegments',
];

/** All items of a table, a page at a time. */
export function scan(tables: Tables): Operation {
  return (call) => {
    const { input } = call;
    const table = tables.demand(call, 'dynamodb:Scan', () => undefined);
    input.refuse(NOT_SIMULATED);
    if (!input.flag('ConsistentRead')) throw notSimulated('reads that may be stale');
    const from = input.map('ExclusiveStartKey');
    const items = table.items();
    const start = from === undefined ? 0 : items.indexOf(table.demandItem(table.keyFrom(from))) + 1;
    return pageOf(items.slice(start), table);
  };
}
