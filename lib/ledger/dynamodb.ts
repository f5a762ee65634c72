import { DynamoDBClient, QueryCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { limiter } from '../async/limiter.ts';
import { clientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure } from '../aws/failure.ts';
import type { Failure } from '../failure.ts';
import { entryOf, entryParts, type Row, rowsOf, updateOf } from './dynamodb-row.ts';
import { type Entry, type Ledger, merge } from './ledger.ts';
import { NO_SCOPE } from './scope.ts';

export interface TableOptions {
  table: string;
  region: string;
}

/**
 * The timeout for all pages. A page takes a fraction of a second. After this time, the run starts without the ledger.
 */
const READ_MS = 15_000;
const WRITE_MS = 5_000;

/** More than a run needs, and within the thousand writes a second of a partition. */
const WRITES_AT_ONCE = 16;

/**
 * One row for each publication. A run reads the rows of its scope with a query, which is charged by the bytes of a
 * page: reading each row by its key would cost nine times as much. Rows are written one by one, because each write has
 * a condition.
 */
export function dynamodbLedger({ table, region }: TableOptions): Ledger {
  const client = new DynamoDBClient(clientOptions(region));
  const inTurn = limiter(WRITES_AT_ONCE);

  return {
    async entries(scopes) {
      const signal = AbortSignal.timeout(READ_MS);
      if (scopes === undefined) return latest(await readAll(undefined, signal));
      return (await Promise.all(scopes.map((each) => readAll(each, signal)))).flat();
    },

    record: (entry, { scope = NO_SCOPE, replace = false } = {}) =>
      inTurn(async () => {
        const signal = AbortSignal.timeout(WRITE_MS);
        const parts = entryParts(entry, replace);
        if (await write(updateOf(entry.id, scope, parts), signal, replace)) return;
        // The row has a later time. Each part has its own time: the other part may still be newer.
        for (const part of parts) await write(updateOf(entry.id, scope, [part]), signal);
      }),
  };

  async function readAll(scope: string | undefined, signal: AbortSignal): Promise<Entry[]> {
    const entries: Entry[] = [];
    let from: Row | undefined;
    do {
      const page = await read(scope, from, signal);
      entries.push(...page.rows.map(entryOf));
      from = page.next;
    } while (from !== undefined);
    return entries;
  }

  async function read(scope: string | undefined, from: Row | undefined, abortSignal: AbortSignal) {
    const page = { TableName: table, ConsistentRead: true, ExclusiveStartKey: from };
    try {
      const { Items, LastEvaluatedKey } =
        scope === undefined
          ? await client.send(new ScanCommand(page), { abortSignal })
          : await client.send(new QueryCommand({ ...page, ...rowsOf(scope) }), { abortSignal });
      return { rows: Items ?? [], next: LastEvaluatedKey };
    } catch (error) {
      throw explained(error, scope === undefined ? 'Scan' : 'Query');
    }
  }

  /** Writes the parts. Returns false if the row already has a later time. */
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
      throw explained(error, 'UpdateItem');
    }
  }

  function explained(error: unknown, action: 'Query' | 'Scan' | 'UpdateItem'): Failure {
    const tried = action === 'UpdateItem' ? 'write' : 'read';
    const missing = awsErrorName(error) === 'ResourceNotFoundException';
    return awsFailure(error, `${tried} the table ${table} in ${region}`, {
      hints: {
        denied: `allow dynamodb:${action} on the table ${table} to the identity that runs this`,
        ...(missing && {
          invalid:
            'the table does not exist: deploy again, which creates it, or correct PULLKEEPER_TABLE or AWS_REGION',
        }),
      },
    });
  }
}

/** After a change of the shards, older rows stay in other scopes. */
function latest(entries: readonly Entry[]): Entry[] {
  const byId = new Map<string, Entry>();
  for (const entry of entries) {
    const other = byId.get(entry.id);
    const isReadable = entry.unreadable === undefined && other?.unreadable === undefined;
    if (other === undefined || other.unreadable !== undefined) byId.set(entry.id, entry);
    else if (isReadable) byId.set(entry.id, merge(other, entry));
  }
  return [...byId.values()];
}
