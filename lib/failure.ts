import type { SafeText } from './secrecy/safe-text.ts';

/**
 * Why something failed, in the only terms that change what a person does next:
 * denied — somebody must grant a right; throttled, unavailable — it may work in a minute; expired — a credential is
 * past its life; invalid — what was sent or came back is wrong; quota — a limit of the service is reached.
 */
export type FailureKind = 'denied' | 'throttled' | 'unavailable' | 'expired' | 'invalid' | 'quota';

interface FailureDetails {
  /** The next thing to do, as an instruction. */
  hint?: string;
  /** What a service, a file or the network said: by its type it has come through the door of `lib/secrecy`. */
  cause?: SafeText;
}

/** A failure that a person can act on: what failed, why as far as we know, and the next thing to do. */
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

/** A failure as a person reads it: what failed, what was said about it, what to do; a line each. */
export function inWords({ message, cause, hint }: Words): string {
  return [message, cause && `  cause: ${cause}`, hint && `  hint: ${hint}`].filter(Boolean).join('\n');
}
