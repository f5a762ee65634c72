import { unlessAborted } from '../async/abortable.ts';
import { ForbiddenAddress } from '../hosts/guarded-lookup.ts';
import { type SafeText, safeText, toSafeText } from '../secrecy/safe-text.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { PullAttempt } from './pull-attempt.ts';
import type { Question } from './question.ts';
import type { ProbeResult } from './verdict.ts';

/** The timeout of all requests of a probe. A slower registry counts as unreachable. */
const PROBE_MS = 5_000;

export interface ProbeOptions extends ConnectionOptions {
  now: () => Date;
  signal: AbortSignal;
  withinMs?: number;
}

/**
 * Asks a registry whether a credential pulls. An unreachable registry has a verdict too. Throws only the reason of the
 * caller's signal, and defects.
 */
export async function probe(question: Question, options: ProbeOptions): Promise<ProbeResult> {
  const timeout = AbortSignal.timeout(options.withinMs ?? PROBE_MS);
  const signal = AbortSignal.any([options.signal, timeout]);
  const connection = new Connection(signal, options);
  const attempt = new PullAttempt(question, connection, options.now());
  try {
    return await unlessAborted(attempt.run(), signal);
  } catch (error) {
    options.signal.throwIfAborted();
    const cause = timeout.aborted ? safeText`no answer in time` : brokenBecause(error);
    if (cause === undefined) throw error;
    return await attempt.result('unreachable', { cause });
  } finally {
    connection.close();
  }
}

/**
 * Returns Node's reason why a connection failed or was not allowed. Undefined for any other error, which is a defect.
 */
function brokenBecause(error: unknown): SafeText | undefined {
  if (error instanceof ForbiddenAddress) return toSafeText(error.message);
  const isNodes = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isNodes ? toSafeText(`${error.code}: ${error.message}`) : undefined;
}
