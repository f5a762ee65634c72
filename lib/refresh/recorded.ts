import type { Wait } from '../async/wait.ts';
import { shardsIn } from '../config/shard.ts';
import { withCheckedTimes } from '../ledger/checked-times.ts';
import type { Entry } from '../ledger/ledger.ts';
import { scopeOf, scopesOf } from '../ledger/scope.ts';
import type { Log } from '../telemetry/log.ts';
import { explainFailure } from './failure.ts';
import type { KnownPublication } from './plan.ts';
import type { RunContext } from './run-context.ts';

/** The time for ledger writes after the deadline. The rest of the reserve is for the report. */
const LAST_WRITES_MS = 3_000;

/** Reads the ledger. If that fails, resolves to undefined. */
export async function readLedger(
  run: Pick<RunContext, 'env' | 'ledger' | 'lanes' | 'log' | 'name' | 'request' | 'signal' | 'startedAt'>,
): Promise<Entry[] | undefined> {
  try {
    const entries = await run.lanes.ledgerRead.run(() =>
      run.ledger.entries(scopesOf(run.name, shardsIn(run.env), run.request.shard)),
    );
    return entries.map((entry) => withCheckedTimes(entry, run.startedAt));
  } catch (error) {
    const { message: reason, cause, hint } = explainFailure(error, run.signal);
    run.log(
      'warn',
      'the ledger could not be read: this run publishes what its process has not recorded itself',
      { reason, cause, hint },
    );
    return undefined;
  }
}

/** The entries that this process has recorded. The ledger may have later ones. */
export function recordedEntries({
  recorded,
  startedAt,
}: Pick<RunContext, 'recorded' | 'startedAt'>): Entry[] {
  return [...(recorded?.values() ?? [])].map((entry) => withCheckedTimes(entry, startedAt));
}

/** Writes the entry of a publication. If that fails, the secret stays published. */
export async function recordEntry(
  entry: Entry | undefined,
  { publication, entry: before }: KnownPublication,
  run: Pick<
    RunContext,
    'env' | 'ledger' | 'lanes' | 'lastCall' | 'name' | 'recorded' | 'request' | 'unrecorded'
  >,
): Promise<void> {
  if (entry === undefined) return;
  run.recorded?.set(entry.id, entry);
  const { ledger, lanes, lastCall, unrecorded } = run;
  const scope = scopeOf(run.name, publication.host, shardsIn(run.env));
  const replace = before?.unreadable !== undefined;
  try {
    await lanes.ledgerWrite.run(() => ledger.record(entry, { scope, replace }));
  } catch (error) {
    const failure = explainFailure(error, lastCall);
    const { count } = unrecorded.get(failure.message) ?? { count: 0 };
    unrecorded.set(failure.message, { failure, count: count + 1 });
  }
}

/** Logs each reason once, with the number of its entries. Returns the number of all entries that were not written. */
export function logUnrecorded(unrecorded: RunContext['unrecorded'], log: Log): number {
  let entries = 0;
  for (const { failure, count } of unrecorded.values()) {
    entries += count;
    const { message: reason, cause, hint } = failure;
    log('warn', 'the ledger could not be written: the next run publishes this again', {
      entries: count,
      reason,
      cause,
      hint,
    });
  }
  return entries;
}

/** Fires when no further entry may be written. */
export function lastCallAfter(signal: AbortSignal, wait: Wait): AbortSignal {
  const later = new AbortController();
  const close = () => void wait(LAST_WRITES_MS, later.signal).then(() => later.abort(signal.reason));
  if (signal.aborted) close();
  else signal.addEventListener('abort', close, { once: true });
  return later.signal;
}
