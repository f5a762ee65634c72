import { resolve } from 'node:path';
import { tableNameOf } from '../lib/deployment/names.ts';
import { stateFolder } from '../lib/ledger/index.ts';
import { deploymentIn } from './aws-names.ts';
import { type Terminal, UsageError } from './command.ts';

/** The options that name the ledger of a deployment; without them, it is a file of this machine. */
export const LEDGER_OPTIONS = {
  stage: { type: 'string' },
  table: { type: 'string' },
  region: { type: 'string' },
} as const;

interface LedgerPlace {
  stage?: string | undefined;
  table?: string | undefined;
  region?: string | undefined;
}

/** The environment with the named ledger. An option wins over the environment. */
export function environmentWith(
  { stage, table, region }: LedgerPlace,
  { cwd, env }: Terminal,
): NodeJS.ProcessEnv {
  if (stage !== undefined && table !== undefined) {
    throw new UsageError('say --stage or --table, not both: each names a table');
  }
  deploymentIn({ stage, region });
  const named = table ?? (stage === undefined ? undefined : tableNameOf(stage));
  return {
    ...env,
    PULLKEEPER_STATE: resolve(cwd, stateFolder(env)),
    ...(named !== undefined && { PULLKEEPER_TABLE: named }),
    ...(region !== undefined && { AWS_REGION: region }),
  };
}
