import { Failure } from '../failure.ts';
import { openLedger } from '../ledger/index.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, notAsked } from './check.ts';
import type { Patient } from './patient.ts';

/** Whether the ledger is there and can be read: all of it, as `status` does. */
export function ledgerCheck(patient: Patient, caller: (signal: AbortSignal) => Promise<Caller>): Check {
  return {
    group: 'aws',
    name: 'ledger',
    ask: (signal) =>
      askAsFunction(
        () => read(patient),
        patient,
        () => caller(signal),
      ),
  };
}

async function read({ env, table }: Patient): Promise<Answer> {
  try {
    const entries = await openLedger({ ...env, PULLKEEPER_TABLE: table }).entries();
    const known = entries.filter(({ published }) => published !== undefined).length;
    return fine(`${table} knows ${known} of what is published`);
  } catch (error) {
    if (!(error instanceof Failure && error.cause?.startsWith('ResourceNotFoundException'))) throw error;
    return notAsked(
      `there is no table ${table}`,
      'deploy, or say which deployment is meant with --stage and --region',
    );
  }
}
