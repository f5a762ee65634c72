import { DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { limiter } from '../async/limiter.ts';
import { clientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure } from '../aws/failure.ts';
import type { Failure } from '../failure.ts';
import { entryOf, partsOf, type Row, rowsOf, updateOf } from './dynamodb-row.ts';
import type { Entry, Ledger } from './ledger.ts';
import { allScopes, NO_SCOPE } from './scope.ts';

export interface TableOptions {
  table: string;
  region: string;
  /** Into how many shards every function is split. */
  shards?: number;
}

/** All pages, each of which is there in a fraction of a second; a run that has waited this long starts without. */
const READ_MS = 15_000;
const WRITE_MS = 5_000;

/** More than a run needs, and no more than the thousand writes a second that a partition takes. */
const WRITES_AT_ONCE = 16;

/**
 * A row per publication. They are read with a query, which counts the bytes of a page: asked for by name, each row
 * would cost as much as nine. They are written one by one: only single writes have a condition each at no extra cost.
 */
export function dynamodbLedger({ table, region, shards = 1 }: TableOptions): Ledger {
  const client = new DynamoDBClient(clientOptions(region));
  const inTurn = limiter(WRITES_AT_ONCE);

  return {
    async entries(scopes = allScopes(shards)) {
      const signal = AbortSignal.timeout(READ_MS);
      return (await Promise.all(scopes.map((each) => readAll(each, signal)))).flat();
    },

    record: (entry, { scope = NO_SCOPE, replace = false } = {}) =>
      inTurn(async () => {
        const signal = AbortSignal.timeout(WRITE_MS);
        const parts = partsOf(entry, replace);
        if (await write(updateOf(entry.id, scope, parts), signal, replace)) return;
        // Something later stands there. Each part has its own moment: the other one may still be news.
        for (const part of parts) await write(updateOf(entry.id, scope, [part]), signal);
      }),
  };

  async function readAll(scope: string, signal: AbortSignal): Promise<Entry[]> {
    const entries: Entry[] = [];
    let from: Row | undefined;
    do {
      const page = await read(scope, from, signal);
      entries.push(...page.rows.map(entryOf));
      from = page.next;
    } while (from !== undefined);
    return entries;
  }

  async function read(scope: string, from: Row | undefined, signal: AbortSignal) {
    const query = new QueryCommand({ TableName: table, ...rowsOf(scope), ExclusiveStartKey: from });
    try {
      const { Items, LastEvaluatedKey } = await client.send(query, { abortSignal: signal });
      return { rows: Items ?? [], next: LastEvaluatedKey };
    } catch (error) {
      throw explained(error, 'read');
    }
  }

  /** False when something later stands there already. */
  async function write(
    { ConditionExpression, ...update }: ReturnType<typeof updateOf>,
    signal: AbortSignal,
    replace = false,
  ): Promise<boolean> {
    const condition = replace ? {} : { ConditionExpression };
    const command = new UpdateItemCommand({ TableName: table, ...update, ...condition });
    try {
      await client.send(command, { abortSignal: signal });
      return true;
    } catch (error) {
      if (awsErrorName(error) === 'ConditionalCheckFailedException') return false;
      throw explained(error, 'write');
    }
  }

  function explained(error: unknown, tried: 'read' | 'write'): Failure {
    const action = { read: 'dynamodb:Query', write: 'dynamodb:UpdateItem' }[tried];
    const missing = awsErrorName(error) === 'ResourceNotFoundException';
    return awsFailure(error, `${tried} the table ${table} in ${region}`, {
      hints: {
        denied: `allow ${action} on the table to the role of this function`,
        ...(missing && {
          invalid:
            'there is no such table: deploy again, which makes it, or correct PULLKEEPER_TABLE or AWS_REGION',
        }),
      },
    });
  }
}
