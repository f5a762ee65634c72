import { notSimulated } from '../error.ts';
import type { Input } from '../input.ts';
import { invalid, textOf } from './item.ts';

type Token = string;

const TOKENS = /\s*(#\w+|:\w+|\w+|<>|<=|>=|[=<>(),.[\]+-])/y;

/** The names and values that the expressions of one request may use, all of which they must use. */
export class Placeholders {
  readonly #names: Map<string, unknown>;
  readonly #values: Map<string, unknown>;
  readonly #used = new Set<string>();

  constructor(input: Input) {
    this.#names = input.map('ExpressionAttributeNames') ?? new Map();
    this.#values = input.map('ExpressionAttributeValues') ?? new Map();
  }

  name(token: Token, kind: string): string {
    this.#used.add(token);
    const name = this.#names.get(token);
    if (typeof name === 'string') return name;
    throw invalid(
      `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${token}`,
    );
  }

  value(token: Token, kind: string): string {
    this.#used.add(token);
    if (this.#values.has(token)) return textOf(this.#values.get(token));
    throw invalid(
      `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${token}`,
    );
  }

  checkAllUsed(): void {
    for (const [field, given] of [
      ['ExpressionAttributeNames', this.#names],
      ['ExpressionAttributeValues', this.#values],
    ] as const) {
      const unused = [...given.keys()].filter((token) => !this.#used.has(token));
      if (unused.length === 0) continue;
      throw invalid(`Value provided in ${field} unused in expressions: keys: {${unused.join(', ')}}`);
    }
  }
}

/** An expression, read word by word. */
export class Expression {
  readonly #kind: string;
  readonly #placeholders: Placeholders;
  readonly #tokens: Token[];
  #at = 0;

  constructor(kind: string, text: string, placeholders: Placeholders) {
    this.#kind = kind;
    this.#placeholders = placeholders;
    this.#tokens = this.#split(text);
  }

  get kind(): string {
    return this.#kind;
  }

  /** Skips a word if it comes next. Keywords may be in upper or lower case. */
  skip(word: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== word.toUpperCase()) return false;
    this.#at += 1;
    return true;
  }

  expect(word: string): void {
    this.oneOf([word]);
  }

  /** Which of these words comes next. */
  oneOf(words: readonly string[]): string {
    const found = words.find((word) => this.skip(word));
    if (found === undefined) throw this.#syntaxError();
    return found;
  }

  name(): string {
    const token = this.#next();
    if (/^\w/.test(token)) {
      throw notSimulated(`"${token}" in an expression: use a placeholder, some names are reserved`);
    }
    if (!token.startsWith('#')) throw this.#syntaxError();
    return this.#placeholders.name(token, this.#kind);
  }

  value(): string {
    const token = this.#next();
    if (!token.startsWith(':')) throw notSimulated(`"${token}" in place of a value`);
    return this.#placeholders.value(token, this.#kind);
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#syntaxError();
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#syntaxError();
    this.#at += 1;
    return token;
  }

  #split(text: string): Token[] {
    if (text.trim() === '') throw invalid(`Invalid ${this.#kind}: The expression can not be empty;`);
    const tokens: Token[] = [];
    TOKENS.lastIndex = 0;
    for (let end = 0; text.slice(end).trim() !== ''; end = TOKENS.lastIndex) {
      const token = TOKENS.exec(text)?.[1];
      if (token === undefined) throw invalid(`Invalid ${this.#kind}: Syntax error; token: "${text[end]}"`);
      tokens.push(token);
    }
    return tokens;
  }

  #syntaxError() {
    const token = this.#tokens[this.#at] ?? '<EOF>';
    const near = this.#tokens.slice(Math.max(0, this.#at - 1), this.#at + 2).join(' ');
    return invalid(`Invalid ${this.#kind}: Syntax error; token: "${token}", near: "${near}"`);
  }
}
