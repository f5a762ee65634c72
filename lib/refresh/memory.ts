import { unlessAborted } from '../async/abortable.ts';
import type { Failure } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { Log } from '../telemetry/log.ts';
import { explainFailure } from './failure.ts';
import type { Machine } from './machine.ts';

/** What the ledger gets once the time is up; what is left then is for the report. */
const LAST_WORDS_MS = 3_000;

/** Without its ledger, which is undefined then, a run publishes everything: more work than needed, and nothing lost. */
export async function recall(
  { ledger, log }: Pick<Machine, 'ledger' | 'log'>,
  signal: AbortSignal,
): Promise<Entry[] | undefined> {
  try {
    return await unlessAborted(ledger.entries(), signal);
  } catch (error) {
    logLedger(log, 'the ledger cannot be read: everything is due', explainFailure(error, signal));
    return undefined;
  }
}

/** What is published stays published, whether or not the ledger knows of it. */
export async function remember(
  entry: Entry | undefined,
  { ledger, log, lastCall }: Pick<Machine, 'ledger' | 'log'> & { lastCall: AbortSignal },
): Promise<void> {
  if (entry === undefined) return;
  try {
    await unlessAborted(ledger.record(entry), lastCall);
  } catch (error) {
    const failure = explainFailure(error, lastCall);
    logLedger(log, 'the ledger cannot be written: the next run publishes this again', failure);
  }
}

/** Fires when not even the ledger is waited for any more. */
export function lastCallAfter(signal: AbortSignal): AbortSignal {
  const later = new AbortController();
  const wait = () => setTimeout(() => later.abort(signal.reason), LAST_WORDS_MS).unref();
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true });
  return later.signal;
}

function logLedger(log: Log, message: string, { message: reason, cause, hint }: Failure): void {
  log('warn', message, { reason, cause, hint });
}
