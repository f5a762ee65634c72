/**
 * Why something failed, in the only terms that change what a person does next:
 * denied — somebody must grant a right; throttled, unavailable — it may work in a minute; expired — a credential is
 * past its life; invalid — what was sent or came back is wrong; quota — a limit of the service is reached.
 */
export type FailureKind = 'denied' | 'throttled' | 'unavailable' | 'expired' | 'invalid' | 'quota';

interface FailureDetails {
  /** The next thing to do, as an instruction. */
  hint?: string;
  /** What the outside world said, already reduced to text: raw SDK errors carry requests, and those carry secrets. */
  cause?: string;
}

/** A failure that a person can act on: what failed, why as far as we know, and the next thing to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly hint: string | undefined;
  override readonly cause: string | undefined;

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super(message);
    this.kind = kind;
    this.hint = details.hint;
    this.cause = details.cause;
  }
}

/** A failure as a person reads it: what failed, what was said about it, what to do; a line each. */
export function inWords({ message, cause, hint }: Pick<Failure, 'message' | 'cause' | 'hint'>): string {
  return [message, cause && `  cause: ${cause}`, hint && `  hint: ${hint}`].filter(Boolean).join('\n');
}
