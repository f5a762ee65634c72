import { ENUMS, LITERALS, MODELS } from './schema.ts';
import {
  anything,
  boolean,
  type Fields,
  integer,
  integerWithin,
  list,
  literal,
  mapping,
  model,
  nonEmpty,
  nullable,
  number,
  oneOf,
  type Shape,
  string,
  type WholeCheck,
} from './shapes.ts';
import { type DeclaredChecks, valueChecks } from './value-checks.ts';
import { enumHint } from './value-hints.ts';
import type { TrussVersion } from './version.ts';
import { wholeChecks } from './whole-checks.ts';

const PRIMITIVES: Readonly<Record<string, Shape>> = {
  any: anything,
  str: string,
  'str+': nonEmpty,
  bool: boolean,
  int: integer,
  float: number,
};

/** The shapes of one version of Truss, each compiled at its first use. */
export class Shapes {
  readonly #version: TrussVersion;
  readonly #made = new Map<string, Shape>();
  readonly #checks: DeclaredChecks;
  readonly #whole: Readonly<Record<string, WholeCheck>>;

  constructor(version: TrussVersion) {
    this.#version = version;
    this.#checks = valueChecks(version, (type) => this.of(type));
    this.#whole = wholeChecks(version, (type) => this.of(type));
  }

  /** Compiles a type of schema.ts. */
  of(type: string): Shape {
    const known = this.#made.get(type);
    if (known) return known;
    const made = this.#make(type);
    this.#made.set(type, made);
    return made;
  }

  #make(type: string): Shape {
    if (type.endsWith('?')) return nullable(this.of(type.slice(0, -1)));
    const [, name = type, inner, least, most] = /^(\w+)(?:<(.+)>|\[(\d+)\.\.(\d*)\])$/.exec(type) ?? [];
    if (name === 'list' && inner !== undefined) return list(this.of(inner));
    if (name === 'dict' && inner !== undefined) return mapping(this.of(inner));
    if (least !== undefined) return integerWithin(Number(least), most ? Number(most) : Infinity);
    if (type.startsWith('@')) return this.#checks[type.slice(1)] ?? this.#model(type);
    const values = ENUMS[type];
    if (values) return oneOf(values, enumHint(type));
    const literals = LITERALS[type];
    if (literals) return literal(literals);
    return PRIMITIVES[type] ?? this.#model(type);
  }

  /** A model's fields are compiled at its first use: some models contain themselves. */
  #model(name: string): Shape {
    let made: Shape | undefined;
    return (node, path, report) => {
      made ??= model(this.#fields(name), MODELS[name]?.extra, this.#whole[name]);
      made(node, path, report);
    };
  }

  #fields(name: string): Fields {
    const known = Object.entries(MODELS[name]?.fields ?? {}).filter(
      ([field]) => this.#version.assumeRole || !field.startsWith('aws_assume_role_'),
    );
    return new Map(
      known.map(([field, type]) => [
        field,
        { shape: this.of(type.replace('!', '')), required: type.endsWith('!') },
      ]),
    );
  }
}
