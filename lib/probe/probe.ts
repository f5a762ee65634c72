import { unlessAborted } from '../async/abortable.ts';
import { type SafeText, safeText, toSafeText } from '../secrecy/safe-text.ts';
import { Forbidden } from './guard.ts';
import { Line, type LineOptions } from './line.ts';
import type { Question } from './question.ts';
import type { ProbeResult } from './verdict.ts';
import { Visit } from './visit.ts';

/** All that is asked and answered; a registry that takes longer is as good as gone. */
const PROBE_MS = 5_000;

export interface Asking extends LineOptions {
  now: () => Date;
  signal: AbortSignal;
  withinMs?: number;
}

/**
 * Asks a registry whether a credential pulls. A registry that cannot be asked has a verdict too. This throws only the
 * reason of the caller's signal, and defects.
 */
export async function probe(question: Question, asking: Asking): Promise<ProbeResult> {
  const timeout = AbortSignal.timeout(asking.withinMs ?? PROBE_MS);
  const signal = AbortSignal.any([asking.signal, timeout]);
  const line = new Line(signal, asking);
  const visit = new Visit(question, line, asking.now());
  try {
    return await unlessAborted(visit.go(), signal);
  } catch (error) {
    asking.signal.throwIfAborted();
    const cause = timeout.aborted ? safeText`no answer in time` : brokenBecause(error);
    if (cause === undefined) throw error;
    return await visit.result('unreachable', { cause });
  } finally {
    line.hangUp();
  }
}

/** What Node says of a connection that failed or was not allowed; undefined for any other error, which is a defect. */
function brokenBecause(error: unknown): SafeText | undefined {
  if (error instanceof Forbidden) return toSafeText(error.message);
  const isNodes = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return isNodes ? toSafeText(`${error.code}: ${error.message}`) : undefined;
}
