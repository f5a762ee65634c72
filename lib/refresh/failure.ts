import { Failure } from '../failure.ts';
import { redact } from '../secrecy/redact.ts';
import { type SafeText, toSafeText } from '../secrecy/safe-text.ts';
import type { Secret } from '../secrecy/secret.ts';

/** Longer than what any client lets through: a cause is cut once. */
const LONGEST = 1_000;

/**
 * Whatever was thrown, as a Failure that may be shown: no known secret is left in it, and where the time was up it says
 * so rather than what the interrupted call made of that.
 */
export function explainFailure(
  error: unknown,
  signal?: AbortSignal,
  secrets: readonly Secret[] = [],
): Failure {
  const clean = (text: string) => redact(text, secrets);
  const cause = (text: string): SafeText => toSafeText(text, { secrets, longest: LONGEST });
  const said = error instanceof Error ? error.message : String(error);
  if (signal?.aborted && signal.reason instanceof Failure) return signal.reason; // it was stopped, and says why
  if (signal?.aborted) {
    return new Failure('unavailable', 'the time of the function was up before this was done', {
      hint: 'the next run takes it up again; if it keeps happening, raise the timeout of the function',
      ...(error !== signal.reason && { cause: cause(said) }),
    });
  }
  if (error instanceof Failure) {
    return new Failure(error.kind, clean(error.message), {
      ...(error.hint !== undefined && { hint: clean(error.hint) }),
      ...(error.cause !== undefined && { cause: cause(error.cause) }),
    });
  }
  return new Failure('invalid', 'pullkeeper met an error that it does not know', {
    hint: 'this is a defect of pullkeeper: please report it with the cause',
    cause: cause(said),
  });
}
