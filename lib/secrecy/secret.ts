const REDACTED = '[redacted]';

/** `inspect.custom`, which is registered under this name for those who do not load node:util. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that cannot be printed. Every way Node has of turning an object into text gives `[redacted]`; the value
 * leaves through `reveal()` alone, which a backend calls at the moment it writes.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
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

/**
 * Takes every known secret out of a text that came from outside: a service may echo what it was sent, and spell it as it
 * was sent. The longest go first: one that begins with another would leave its end behind.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets
    .flatMap(spellingsOf)
    .filter((value) => value !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((clean, value) => clean.replaceAll(value, REDACTED), text);
}

/** As it is, as it stands in JSON, and as it stands in a form. */
function spellingsOf(secret: Secret): string[] {
  const value = secret.reveal();
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())];
}
