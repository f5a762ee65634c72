const REDACTED = '[redacted]';

/** `inspect.custom`, which is registered under this name for those who do not load node:util. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that cannot be printed. Every way Node has of turning an object into text gives `[redacted]`; the value
 * leaves through `reveal()` alone, which a backend calls at the moment it writes.
 */
export class Secret {
  readonly #value: string;
  readonly #parts: readonly string[];

  /**
   * `parts` are the texts in the value that must stay secret, where the rest of the value is public: a Docker config
   * also holds the host and the user name, and a message must be able to name these.
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

  /** Tells two values apart in a ledger or a log. Short on purpose: it must not help anyone who guesses a weak password. */
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
