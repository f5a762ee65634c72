import { join } from 'node:path';
import type { Ledger } from './ledger.ts';

/** The table that the environment names, as it does in Lambda; else a file, for a machine of one's own. */
export function openLedger(env: NodeJS.ProcessEnv): Ledger {
  const { PULLKEEPER_TABLE: table, AWS_REGION: region = 'us-east-1' } = env;
  if (table) return late(async () => (await import('./dynamodb.ts')).dynamodbLedger({ table, region }));
  // In Lambda nothing but /tmp can be written.
  const inLambda = env.AWS_EXECUTION_ENV?.startsWith('AWS_Lambda_');
  const folder = env.PULLKEEPER_STATE ?? (inLambda ? '/tmp/pullkeeper' : '.pullkeeper');
  return late(async () => (await import('./file.ts')).fileLedger(join(folder, 'ledger.json')));
}

/** Loads the ledger on its first use, while other modules are loading. */
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
