import { isRecord } from '../json.ts';
import { AwsError, notSimulated, validationError } from './error.ts';

/** The parameters of a call. Each is checked when it is read, by name and type. */
export class Input {
  readonly #members: Record<string, unknown>;

  constructor(members: unknown) {
    if (!isRecord(members)) throw new AwsError('SerializationException', 'The input is not a structure');
    this.#members = members;
  }

  text(name: string): string | undefined {
    const value = this.#get(name);
    if (value !== undefined && typeof value !== 'string') throw wrongType(name);
    return value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) {
      throw validationError(`Value at '${name}' failed to satisfy constraint: Member must not be null`);
    }
    return value;
  }

  /** A whole number. The query protocol sends numbers as digits. */
  count(name: string): number | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof count !== 'number' || !Number.isInteger(count)) throw wrongType(name);
    return count;
  }

  flag(name: string): boolean {
    const value = this.#get(name) ?? false;
    if (typeof value !== 'boolean') throw wrongType(name);
    return value;
  }

  texts(name: string): string[] | undefined {
    return this.#list(name)?.map((entry) => {
      if (typeof entry !== 'string') throw wrongType(name);
      return entry;
    });
  }

  /** A list of the query protocol, which numbers its members from one. */
  members(name: string): string[] {
    const found: string[] = [];
    for (let number = 1; ; number++) {
      const member = this.text(`${name}.member.${number}`);
      if (member === undefined) return found;
      found.push(member);
    }
  }

  structures(name: string): Input[] | undefined {
    return this.#list(name)?.map((entry) => new Input(entry));
  }

  /** A structure with member names of the caller's choice. */
  map(name: string): Map<string, unknown> | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    if (!isRecord(value)) throw wrongType(name);
    return new Map(Object.entries(value));
  }

  refuse(names: readonly string[]): void {
    for (const name of names) if (this.#get(name) !== undefined) throw notSimulated(`the parameter ${name}`);
  }

  #list(name: string): unknown[] | undefined {
    const value = this.#get(name);
    if (value !== undefined && !Array.isArray(value)) throw wrongType(name);
    return value;
  }

  /** Null is how JSON clients leave a member out. */
  #get(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }
}

function wrongType(name: string): AwsError {
  return new AwsError('SerializationException', `Unexpected type for ${name}`);
}
