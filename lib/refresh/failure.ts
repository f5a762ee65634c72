import { Failure, messageOf } from '../failure.ts';
import { redact } from '../secrecy/redact.ts';
import { type SafeText, toSafeText } from '../secrecy/safe-text.ts';
import type { Secret } from '../secrecy/secret.ts';

/** Longer than any client's own limit, so that a cause is cut only once. */
const LONGEST = 1_000;

/**
 * Turns any error into a Failure that may be shown: all known secrets are removed. After a timeout the Failure
 * reports the timeout, not the error of the interrupted call.
 */
export function explainFailure(
  error: unknown,
  signal?: AbortSignal,
  secrets: readonly Secret[] = [],
): Failure {
  const clean = (text: string) => redact(text, secrets);
  const cause = (text: string): SafeText => toSafeText(text, { secrets, longest: LONGEST });
  const said = messageOf(error);
  if (signal?.aborted && signal.reason instanceof Failure) return signal.reason; // it was stopped, and says why
  if (signal?.aborted) {
    return new Failure('unavailable', 'the time limit of the function was reached first', {
      hint: 'the next run retries; if this continues, raise the timeout of the function in serverless.yml',
      ...(error !== signal.reason && { cause: cause(said) }),
    });
  }
  if (error instanceof Failure) {
    return new Failure(error.kind, clean(error.message), {
      ...(error.hint !== undefined && { hint: clean(error.hint) }),
      ...(error.cause !== undefined && { cause: cause(error.cause) }),
    });
  }
  return new Failure('invalid', 'unexpected error in pullkeeper', {
    hint: 'this is a defect of pullkeeper: please report it with the cause',
    cause: cause(said),
  });
}
