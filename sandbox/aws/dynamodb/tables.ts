import { isRecord } from '../../json.ts';
import { AwsError, notSimulated } from '../error.ts';
import type { AwsCall } from '../service.ts';
import { Table, type TableDefinition } from './table.ts';

/** The tables of the function's own account and region. The API neither creates nor deletes tables here. */
export class Tables {
  readonly #home: string;
  readonly #tables: Map<string, Table>;

  constructor(home: { region: string; account: string }, definitions: readonly TableDefinition[]) {
    this.#home = `${home.region}:${home.account}`;
    this.#tables = new Map(definitions.map((definition) => [definition.name, new Table(definition)]));
  }

  get(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** Returns the table of a call. The right is checked first: without it, a caller does not learn what exists. */
  demand(call: AwsCall, action: string, leadingKeyIn: (partitionKey: string) => unknown): Table {
    const { region, partition, caller } = call;
    const name = call.input.requiredText('TableName');
    if (name.startsWith('arn:')) throw notSimulated('tables that are named by their ARN');
    call.about(name);
    const table = `${region}:${caller.account}` === this.#home ? this.#tables.get(name) : undefined;
    call.demand(action, `arn:${partition}:dynamodb:${region}:${caller.account}:table/${name}`, {
      'dynamodb:LeadingKeys': textsIn(leadingKeyIn(table?.definition.partitionKey ?? '')),
    });
    if (table === undefined) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }
}

/** The text of an attribute, if it is a text. The form of the request is checked later. */
function textsIn(attribute: unknown): string[] {
  return isRecord(attribute) && typeof attribute.S === 'string' ? [attribute.S] : [];
}
