const REDACTED = '[redacted]';

/** `inspect.custom`, under its registered name: this avoids loading node:util. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that cannot be printed. Every conversion of the object to text gives `[redacted]`. Only `reveal()` returns
 * the value, and a backend calls it when it writes.
 */
export class Secret {
  readonly #value: string;
  readonly #parts: readonly string[];

  /**
   * `parts` are the secret parts of the value, if the rest is public. For example, a Docker config also has the host
   * and the user name, which a message must be able to name.
   */
  constructor(value: string, parts: readonly string[] = [value]) {
    this.#value = value;
    this.#parts = parts;
  }

  reveal(): string {
    return this.#value;
  }

  /** The texts that `redact` looks for. */
  revealParts(): readonly string[] {
    return this.#parts;
  }

  /**
   * Distinguishes two values in a ledger or a log. It is short on purpose: it must not help to guess a weak password.
   */
  fingerprint(): string {
    const { createHash } = process.getBuiltinModule('node:crypto'); // loaded late: a cold start waits for it
    return createHash('sha256').update(this.#value).digest('hex').slice(0, 8);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [INSPECT](): string {
    return REDACTED;
  }
}
