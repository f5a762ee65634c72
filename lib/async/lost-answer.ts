import { Failure } from '../failure.ts';
import { type SafeText, safeText, toSafeText } from '../secrecy/safe-text.ts';
import type { Secret } from '../secrecy/secret.ts';
import { TransientError } from './retry.ts';

/** A call to a service over HTTP, for messages. */
interface Called {
  /** The purpose of the call, as the beginning of a message. */
  tried: string;
  service: string;
  hint: string;
  /** The secrets in the call: an error may repeat them. */
  secrets: readonly Secret[];
}

/** The connection failed, or the time ran out. Only for calls that may be repeated: a lost answer is retried. */
export function noAnswer(
  { tried, service, hint, secrets }: Called,
  error: unknown,
  signal: AbortSignal,
): Error {
  if (signal.aborted)
    return new Failure('unavailable', `cannot ${tried}: ${service} did not answer in time`, { hint });
  return new TransientError(
    new Failure('unavailable', `cannot ${tried}: the connection to ${service} failed`, {
      hint,
      cause: causeOfError(error, secrets),
    }),
  );
}

/** The code of an error, such as ECONNREFUSED, and its message. */
export function causeOfError(error: unknown, secrets: readonly Secret[]): SafeText {
  const root = rootCause(error);
  if (!(root instanceof Error)) return toSafeText(String(root), { secrets });
  const code = 'code' in root && typeof root.code === 'string' ? `${root.code}: ` : '';
  return toSafeText(`${code}${root.message}`, { secrets });
}

/** The status of an answer, and the text of the service if there is one. */
export function causeOfAnswer(
  status: number,
  text: string | undefined,
  secrets: readonly Secret[],
): SafeText {
  return text === undefined || text === ''
    ? safeText`HTTP ${status}`
    : safeText`HTTP ${status}: ${toSafeText(text, { secrets })}`;
}

/** Returns the first cause of an error: fetch says "fetch failed", and keeps the reason in the cause. */
export function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootCause(error.cause) : error;
}
