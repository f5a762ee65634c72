import { join } from 'node:path';
import { fileLedger } from './file.ts';
import type { Ledger } from './ledger.ts';

/** In Lambda nothing but /tmp can be written. */
export function openLedger(env: NodeJS.ProcessEnv): Ledger {
  const inLambda = env.AWS_EXECUTION_ENV?.startsWith('AWS_Lambda_');
  const folder = env.PULLKEEPER_STATE ?? (inLambda ? '/tmp/pullkeeper' : '.pullkeeper');
  return fileLedger(join(folder, 'ledger.json'));
}
