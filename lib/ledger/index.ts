import { join } from 'node:path';
import type { Ledger } from './ledger.ts';

/** Opens the table in the environment, as in Lambda, or else a file, for a single machine. */
export function openLedger(env: NodeJS.ProcessEnv): Ledger {
  const { PULLKEEPER_TABLE: table, AWS_REGION: region = 'us-east-1' } = env;
  if (table) return late(async () => (await import('./dynamodb.ts')).dynamodbLedger({ table, region }));
  return late(async () => (await import('./file.ts')).fileLedger(join(stateFolder(env), 'ledger.json')));
}

/** The folder of the file. In Lambda only /tmp can be written. */
export function stateFolder({ PULLKEEPER_STATE, AWS_EXECUTION_ENV = '' }: NodeJS.ProcessEnv): string {
  return (
    PULLKEEPER_STATE ?? (AWS_EXECUTION_ENV.startsWith('AWS_Lambda_') ? '/tmp/pullkeeper' : '.pullkeeper')
  );
}

/** Loads the ledger at its first use, while other modules load. */
function late(open: () => Promise<Ledger>): Ledger {
  let opened: Promise<Ledger> | undefined;
  const ledger = () => {
    opened ??= open();
    return opened;
  };
  return {
    entries: async (scopes) => (await ledger()).entries(scopes),
    record: async (entry, options) => (await ledger()).record(entry, options),
  };
}
