import type { SafeText } from './secrecy/safe-text.ts';

/**
 * The reason of a failure, as far as it matters for what to do:
 *
 * - denied: a person must grant a right.
 * - throttled, unavailable: a retry may succeed.
 * - expired: a credential has ended.
 * - invalid: the request or the answer is wrong.
 * - quota: a limit of the service is reached.
 */
export type FailureKind = 'denied' | 'throttled' | 'unavailable' | 'expired' | 'invalid' | 'quota';

interface FailureDetails {
  /** The next thing to do, as an instruction. */
  hint?: string;
  /** The words of a service, a file or the network. The type shows that they are safe to print. */
  cause?: SafeText;
}

/** A failure that a person can act on: what failed, why, and the next thing to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly hint: string | undefined;
  override readonly cause: SafeText | undefined;

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super(message);
    this.kind = kind;
    this.hint = details.hint;
    this.cause = details.cause;
  }
}

interface Words {
  message: string;
  cause: string | undefined;
  hint: string | undefined;
}

/** Returns a failure as text for people: what failed, the cause, and what to do, each on its own line. */
export function inWords({ message, cause, hint }: Words): string {
  return [message, cause && `  cause: ${cause}`, hint && `  hint: ${hint}`].filter(Boolean).join('\n');
}

/** The text of whatever was thrown. Text of a service or a file goes through `toSafeText` before it is shown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
