import { Failure } from '../failure.ts';
import { openLedger } from '../ledger/index.ts';
import type { Entry } from '../ledger/ledger.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, notChecked } from './check.ts';
import type { DoctorTarget } from './target.ts';

/** Reads the whole ledger as `status` does, once for all checks. Resolves to undefined where its table does not exist. */
export type ReadLedger = () => Promise<Entry[] | undefined>;

export function ledgerOf({ env, table }: DoctorTarget): ReadLedger {
  let read: Promise<Entry[] | undefined> | undefined;
  return () => {
    const { PULLKEEPER_TABLE: _, ...rest } = env;
    read ??= openLedger(table === undefined ? rest : { ...rest, PULLKEEPER_TABLE: table })
      .entries()
      .catch(noneIfMissing);
    return read;
  };
}

function noneIfMissing(error: unknown): undefined {
  if (error instanceof Failure && error.cause?.startsWith('ResourceNotFoundException')) return undefined;
  throw error;
}

/** Checks whether the ledger exists and can be read. */
export function ledgerCheck(
  target: DoctorTarget,
  ledger: ReadLedger,
  caller: (signal: AbortSignal) => Promise<Caller>,
): Check {
  return {
    group: target.table === undefined ? 'config' : 'aws',
    name: 'ledger',
    run: (signal) =>
      askAsFunction(
        async () => judge(await ledger(), target),
        target,
        () => caller(signal),
      ),
  };
}

function judge(entries: Entry[] | undefined, { table }: DoctorTarget): Answer {
  if (entries === undefined) {
    return notChecked(
      `there is no table ${table}`,
      'deploy, or name the deployment with --stage and --region',
    );
  }
  const known = entries.filter(({ published }) => published !== undefined).length;
  return fine(`${table ?? 'the file of this machine'} has ${known} published secrets`);
}
