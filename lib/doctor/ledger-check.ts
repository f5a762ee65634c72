import { Failure } from '../failure.ts';
import { openLedger } from '../ledger/index.ts';
import type { Entry } from '../ledger/ledger.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, notAsked } from './check.ts';
import type { Patient } from './patient.ts';

/** Reads the whole ledger as `status` does, once for all checks. Resolves to undefined where its table does not exist. */
export type ReadLedger = () => Promise<Entry[] | undefined>;

export function ledgerOf({ env, table }: Patient): ReadLedger {
  let read: Promise<Entry[] | undefined> | undefined;
  return () => {
    read ??= openLedger({ ...env, PULLKEEPER_TABLE: table })
      .entries()
      .catch(noneIfMissing);
    return read;
  };
}

function noneIfMissing(error: unknown): undefined {
  if (error instanceof Failure && error.cause?.startsWith('ResourceNotFoundException')) return undefined;
  throw error;
}

/** Whether the ledger is there and can be read. */
export function ledgerCheck(
  patient: Patient,
  ledger: ReadLedger,
  caller: (signal: AbortSignal) => Promise<Caller>,
): Check {
  return {
    group: 'aws',
    name: 'ledger',
    ask: (signal) =>
      askAsFunction(
        async () => judge(await ledger(), patient),
        patient,
        () => caller(signal),
      ),
  };
}

function judge(entries: Entry[] | undefined, { table }: Patient): Answer {
  if (entries === undefined) {
    return notAsked(`there is no table ${table}`, 'deploy, or name the deployment with --stage and --region');
  }
  const known = entries.filter(({ published }) => published !== undefined).length;
  return fine(`${table} has ${known} published secrets`);
}
