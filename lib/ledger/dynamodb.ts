import { DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { limiter } from '../async/limiter.ts';
import { clientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure } from '../aws/failure.ts';
import type { Failure } from '../failure.ts';
import { ALL_ROWS, entryOf, type NamedPart, partsOf, type Row, updateOf } from './dynamodb-row.ts';
import type { Entry, Ledger } from './ledger.ts';

export interface TableOptions {
  table: string;
  region: string;
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
export function dynamodbLedger({ table, region }: TableOptions): Ledger {
  const client = new DynamoDBClient(clientOptions(region));
  const inTurn = limiter(WRITES_AT_ONCE);

  return {
    async entries() {
      const signal = AbortSignal.timeout(READ_MS);
      const entries: Entry[] = [];
      let from: Row | undefined;
      do {
        const page = await read(from, signal);
        entries.push(...page.rows.map(entryOf));
        from = page.next;
      } while (from !== undefined);
      return entries;
    },

    record: (entry, replace = false) =>
      inTurn(async () => {
        const signal = AbortSignal.timeout(WRITE_MS);
        const parts = partsOf(entry, replace);
        if (await write(entry, parts, signal, replace)) return;
        // Something later stands there. Each part has its own moment: the other one may still be news.
        for (const part of parts) await write(entry, [part], signal);
      }),
  };

  async function read(from: Row | undefined, signal: AbortSignal) {
    const query = new QueryCommand({ TableName: table, ...ALL_ROWS, ExclusiveStartKey: from });
    try {
      const { Items, LastEvaluatedKey } = await client.send(query, { abortSignal: signal });
      return { rows: Items ?? [], next: LastEvaluatedKey };
    } catch (error) {
      throw explained(error, 'read');
    }
  }

  /** False when something later stands there already. */
  async function write(
    { id }: Entry,
    parts: readonly NamedPart[],
    signal: AbortSignal,
    replace = false,
  ): Promise<boolean> {
    const { ConditionExpression, ...update } = updateOf(id, parts);
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
