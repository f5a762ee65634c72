/** One request in the log of the sandbox. It never contains a key, a password or a value. */
export interface Call {
  /** When, by the sandbox's clock. */
  readonly at: Date;
  readonly service: string;
  readonly operation: string;
  readonly method: string;
  readonly region: string | undefined;
  /** The ARN of the caller. Undefined without a valid signature. */
  principal: string | undefined;
  /** The resource: a secret's name, a role, an image. */
  resource: string | undefined;
  status: number;
  /** `ok`, the name of the error, or the injected fault. */
  outcome: string;
}

export class CallLog implements Iterable<Call> {
  #calls: Call[] = [];

  add(call: Call): void {
    this.#calls.push(call);
  }

  clear(): void {
    this.#calls = [];
  }

  /** The calls with all of these properties, oldest first: `where({ service: 'ecr' }).length` counts mints. */
  where(wanted: Partial<Omit<Call, 'at'>> = {}): Call[] {
    const properties = Object.entries(wanted);
    return this.#calls.filter((call) => {
      const actual = new Map<string, unknown>(Object.entries(call));
      return properties.every(([name, value]) => actual.get(name) === value);
    });
  }

  [Symbol.iterator](): Iterator<Call> {
    return this.#calls.values();
  }
}
