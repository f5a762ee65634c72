import type { Context } from 'aws-lambda';
import { openLedger } from '../ledger/index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { jsonLog, type Log } from '../telemetry.ts';

/** Where a run touches the world. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  ledger: Ledger;
  log: Log;
}

/** The machine of an invocation in Lambda. */
export function lambdaMachine(env: NodeJS.ProcessEnv, { functionName, awsRequestId }: Context): Machine {
  return {
    env,
    now: () => new Date(),
    ledger: openLedger(env),
    log: jsonLog({ function: functionName, requestId: awsRequestId }),
  };
}

/** What is left of an invocation after the run: enough to remember what failed and to report it. */
const RESERVE_MS = 5_000;

/** Fires a few seconds before Lambda would cut the run off without a word. */
export function deadlineOf({ getRemainingTimeInMillis }: Context): AbortSignal {
  return AbortSignal.timeout(Math.max(0, getRemainingTimeInMillis() - RESERVE_MS));
}
