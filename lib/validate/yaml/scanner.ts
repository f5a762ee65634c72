import { BREAKS_AND_END, type Cursor, isBlankOrEnd } from './cursor.ts';
import { type ReadScalar, readBlock, readPlain, readQuoted } from './scalars.ts';

export type TokenType =
  | 'directive'
  | '---'
  | '...'
  | 'mapping'
  | 'sequence'
  | 'dedent'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | 'key'
  | ':'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'plain'
  | 'quoted'
  | 'end';

/** A piece of YAML. `mapping`, `sequence`, `dedent` and most `key`s have no character of their own. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  /** What a scalar says; the name of an anchor or alias; the part of a tag behind its handle. */
  readonly text: string;
  /** The `!`, `!!` or `!name!` of a tag or a %TAG; `YAML` for a %YAML. */
  readonly handle: string | undefined;
  /** Whether a scalar has an escape in it that is half of a character. */
  readonly halves: boolean;
}

/** What may turn out to be a key: a ":" that follows on its line decides. */
interface PossibleKey {
  /** The number of its first token, counted from the top of the file. */
  readonly token: number;
  /** Nothing else than a key can begin here. */
  readonly required: boolean;
  readonly start: number;
  readonly lineStart: number;
  readonly column: number;
  readonly flowLevel: number;
  /** Behind this place the ":" comes too late. Counted when it matters, as characters may be of two units. */
  limit?: number;
}

/** PyYAML gives up on a key that is longer than this, counted in characters. */
const MAX_KEY_LENGTH = 1024;

/**
 * Python gives up at some depth of nesting: the JSON that `truss push` writes at about 255, its YAML reader at about
 * twice that. The limit also keeps our own stack whole, since nodes are read recursively.
 */
export const MAX_DEPTH = 250;

export function tooDeep(cursor: Cursor, at: number): never {
  const hint =
    'Flatten the part that starts here; no setting of Truss nests deeper than a handful of levels.';
  return cursor.fail(
    `The nesting is deeper than ${MAX_DEPTH} levels: Python gives up on it.`,
    hint,
    at,
    at + 1,
  );
}

const NAME = /[\w-]+/y;
const AFTER_NAME = new RegExp(`(?=[ \\t?:,\\]}%@\`${BREAKS_AND_END}])`, 'y');
const URI = String.raw`(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[0-9A-Fa-f]{2})+`;
const TAG = new RegExp(
  `!(?:<(${URI})>|(?=[ \\t${BREAKS_AND_END}])|(?:([\\w-]*!)|(?![^ ${BREAKS_AND_END}]*!))(${URI}))(?=[ ${BREAKS_AND_END}])`,
  'y',
);
const DIRECTIVE = new RegExp(
  `%(?:(YAML) +(\\d+)\\.\\d+(?=[ ${BREAKS_AND_END}])|TAG +(!(?:[\\w-]*!)?) +(${URI})(?=[ ${BREAKS_AND_END}])|` +
    `(?!(?:YAML|TAG)[ ${BREAKS_AND_END}])[\\w-]+(?=[ ${BREAKS_AND_END}])[^${BREAKS_AND_END}]*)` +
    ` *(?:#[^${BREAKS_AND_END}]*)?(?=[${BREAKS_AND_END}])`,
  'y',
);

const QUOTE_IT = 'Put the value in quotes.';

/** Turns characters into tokens exactly where PyYAML's scanner does (yaml/scanner.py, 6.0.3), and stops where it stops. */
export class Scanner {
  readonly cursor: Cursor;
  #tokens: Token[] = [];
  /** The next token to be taken, and how many were taken before it. */
  #head = 0;
  #taken = 0;
  #done = false;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  /** From the outermost brackets to the innermost, at most one for each. */
  readonly #keys: PossibleKey[] = [];
  #lastScalar: Token | undefined;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  peek(): Token {
    for (;;) {
      const token = this.#tokens[this.#head];
      if (token && !this.#isPossibleKey()) return token;
      this.#fetch();
    }
  }

  next(): Token {
    const token = this.peek();
    this.#head++;
    this.#taken++;
    if (this.#head === this.#tokens.length) {
      this.#tokens = [];
      this.#head = 0;
    }
    return token;
  }

  /** Whether the next token must wait, because a "key" may have to stand before it. */
  #isPossibleKey(): boolean {
    if (this.#done || this.#keys.length === 0) return false;
    this.#dropStaleKeys();
    return this.#keys[0]?.token === this.#taken;
  }

  #fetch() {
    const { cursor } = this;
    this.#skipToToken();
    this.#dropStaleKeys();
    this.#unwind(cursor.column);
    const code = cursor.code();
    switch (code) {
      case 0:
        return this.#end();
      case 0x25: // %
        if (cursor.column === 0) return this.#directive();
        break;
      case 0x2d: // -
        if (cursor.atMarker('---')) return this.#marker('---');
        if (isBlankOrEnd(cursor.code(1))) return this.#entry();
        break;
      case 0x2e: // .
        if (cursor.atMarker('...')) return this.#marker('...');
        break;
      case 0x5b:
        return this.#open('[');
      case 0x7b:
        return this.#open('{');
      case 0x5d:
        return this.#close(']');
      case 0x7d:
        return this.#close('}');
      case 0x2c:
        return this.#comma();
      case 0x3f: // ?
        if (this.#flowLevel || isBlankOrEnd(cursor.code(1))) return this.#explicitKey();
        break;
      case 0x3a: // :
        if (this.#flowLevel || isBlankOrEnd(cursor.code(1))) return this.#value();
        break;
      case 0x2a:
        return this.#name('alias');
      case 0x26:
        return this.#name('anchor');
      case 0x21:
        return this.#tag();
      case 0x7c: // |
      case 0x3e: // >
        if (this.#flowLevel) break;
        return this.#block();
      case 0x22:
      case 0x27:
        return this.#quoted();
    }
    if (this.#startsPlain(code)) return this.#plain();
    this.#cannotStart(code);
  }

  #startsPlain(code: number): boolean {
    const inside = this.#flowLevel !== 0;
    if (code === 0x2d || (!inside && (code === 0x3f || code === 0x3a)))
      return !isBlankOrEnd(this.cursor.code(1));
    return !isBlankOrEnd(code) && !'-?:,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code));
  }

  #cannotStart(code: number): never {
    if (code === 0x09)
      this.cursor.fail('YAML does not allow a tab in this place.', 'Replace the tab with spaces.');
    const character = String.fromCharCode(code);
    this.cursor.fail(`A value without quotes cannot start with "${character}".`, QUOTE_IT);
  }

  /** PyYAML takes a "#" for a comment wherever a token could begin, with or without a space in front of it. */
  #skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      cursor.skipSpaces();
      if (cursor.code() === 0x23) cursor.skipLine();
      if (cursor.lineBreak() === '') return;
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  // Keys without "?"

  #dropStaleKeys(): void {
    for (let key = this.#keys[0]; key && this.#isStale(key); key = this.#keys[0]) {
      if (key.required) this.#noColon(key);
      this.#keys.shift();
    }
  }

  #isStale(key: PossibleKey): boolean {
    const { at, lineStart, text } = this.cursor;
    if (key.lineStart !== lineStart) return true;
    if (at - key.start <= MAX_KEY_LENGTH) return false;
    key.limit ??= key.start + unitsOfKey(text, key.start);
    return at > key.limit;
  }

  #noteKey(): void {
    if (!this.#keyAllowed) return;
    this.#dropKey();
    const { at: start, lineStart, column } = this.cursor;
    const flowLevel = this.#flowLevel;
    const token = this.#taken + this.#tokens.length - this.#head;
    const required = flowLevel === 0 && this.#indent === column;
    this.#keys.push({ token, required, start, lineStart, column, flowLevel });
  }

  /** Forgets the possible key between the innermost brackets. */
  #dropKey(): PossibleKey | undefined {
    const key = this.#keys.at(-1);
    if (key?.flowLevel !== this.#flowLevel) return undefined;
    if (key.required) this.#noColon(key);
    return this.#keys.pop();
  }

  #noColon({ start }: PossibleKey): never {
    this.#notAKey(start);
  }

  #notAKey(start: number): never {
    const { text } = this.cursor;
    let end = start;
    while (text.charCodeAt(end) !== 0x0a && text.charCodeAt(end) !== 0x0d && end < text.length) end++;
    const hint = 'Write a ":" and a space after the key; start an item of a list with "- ".';
    this.cursor.fail('Expected "key: value".', hint, start, end);
  }

  // Indentation

  #unwind(column: number): void {
    if (this.#flowLevel !== 0) return;
    while (this.#indent > column) {
      this.#indent = this.#indents.pop() ?? -1;
      this.#add('dedent', this.cursor.at);
    }
  }

  #addIndent(column: number): boolean {
    if (this.#indent >= column) return false;
    this.#indents.push(this.#indent);
    this.#indent = column;
    return true;
  }

  // Tokens

  #add(type: TokenType, start: number, text = '', handle?: string): void {
    this.#tokens.push({ type, start, end: this.cursor.at, text, handle, halves: false });
  }

  #take(type: TokenType, length = 1): void {
    const start = this.cursor.at;
    this.cursor.at += length;
    this.#add(type, start);
  }

  #end(): void {
    this.#unwind(-1);
    this.#dropKey();
    this.#add('end', this.cursor.at);
    this.#keys.length = 0;
    this.#done = true;
  }

  #marker(marker: '---' | '...'): void {
    this.#unwind(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    this.#take(marker, 3);
  }

  #directive() {
    this.#unwind(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    const start = this.cursor.at;
    const match = this.cursor.take(DIRECTIVE);
    if (!match) return this.cursor.fail('A line cannot start with "%".', QUOTE_IT);
    this.#add('directive', start, match[2] ?? match[4], match[1] ?? match[3]);
  }

  #open(bracket: '[' | '{'): void {
    this.#noteKey();
    if (++this.#flowLevel > MAX_DEPTH) tooDeep(this.cursor, this.cursor.at);
    this.#keyAllowed = true;
    this.#take(bracket);
  }

  #close(bracket: ']' | '}'): void {
    this.#dropKey();
    this.#flowLevel--;
    this.#keyAllowed = false;
    this.#take(bracket);
  }

  #comma(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    this.#take(',');
  }

  #entry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed)
        this.cursor.fail('A list cannot start here.', 'Start the list on a line of its own, below its key.');
      if (this.#addIndent(this.cursor.column)) this.#add('sequence', this.cursor.at);
    }
    this.#dropKey();
    this.#keyAllowed = true;
    this.#take('-');
  }

  #explicitKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.cursor.fail('A key that starts with "?" cannot stand here.', QUOTE_IT);
      if (this.#addIndent(this.cursor.column)) this.#add('mapping', this.cursor.at);
    }
    this.#dropKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#take('key');
  }

  #value(): void {
    const key = this.#keys.at(-1);
    if (key?.flowLevel === this.#flowLevel) {
      this.#keys.pop();
      const { start } = key;
      const token: Token = { type: 'key', start, end: start, text: '', handle: undefined, halves: false };
      const opens = this.#flowLevel === 0 && this.#addIndent(key.column);
      const at = key.token - this.#taken + this.#head;
      if (opens) this.#tokens.splice(at, 0, { ...token, type: 'mapping' }, token);
      else this.#tokens.splice(at, 0, token);
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) this.#colonInValue();
        if (this.#addIndent(this.cursor.column)) this.#add('mapping', this.cursor.at);
      }
      this.#dropKey();
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#take(':');
  }

  /** Either a value that needs quotes, or a line without its ":" that took the next one for its own. */
  #colonInValue(): never {
    const { cursor } = this;
    const scalar = this.#lastScalar;
    const start = scalar?.start ?? cursor.at;
    const before = cursor.text.slice(Math.max(0, start - 200), start).trimEnd();
    const isValue = /[:?-]$/.test(before);
    if (scalar && !isValue && /[\r\n]/.test(cursor.text.slice(start, scalar.end))) this.#notAKey(start);
    const hint = 'Put the value in quotes; or check the indentation, if a key starts in it.';
    return cursor.fail('There is a ": " inside this value.', hint, start, cursor.at + 1);
  }

  #name(type: 'alias' | 'anchor'): void {
    this.#noteKey();
    this.#keyAllowed = false;
    const { cursor } = this;
    const start = cursor.at++;
    const name = cursor.take(NAME)?.[0];
    if (name === undefined || !cursor.take(AFTER_NAME)) {
      const hint = 'Use letters, digits, "_" and "-" only; or put the value in quotes.';
      cursor.fail(`The name of this ${type} has a character that is not allowed.`, hint, start);
    }
    this.#add(type, start, name);
  }

  #tag() {
    this.#noteKey();
    this.#keyAllowed = false;
    const { cursor } = this;
    const start = cursor.at;
    const match = cursor.take(TAG);
    const suffix = match && decodeEscapes(match[1] ?? match[3] ?? '!');
    if (!match || suffix === undefined)
      return cursor.fail('A value without quotes cannot start with "!".', QUOTE_IT);
    const handle = match[3] === undefined ? undefined : `!${match[2] ?? ''}`;
    this.#add('tag', start, suffix, handle);
  }

  #quoted(): void {
    this.#noteKey();
    this.#keyAllowed = false;
    const start = this.cursor.at;
    this.#scalar('quoted', start, readQuoted(this.cursor));
  }

  #block(): void {
    this.#keyAllowed = true;
    this.#dropKey();
    const start = this.cursor.at;
    this.#scalar('quoted', start, readBlock(this.cursor, this.#indent));
  }

  #plain(): void {
    this.#noteKey();
    const start = this.cursor.at;
    const scalar = readPlain(this.cursor, this.#indent + 1, this.#flowLevel !== 0);
    this.#keyAllowed = scalar.broken;
    this.#scalar('plain', start, scalar);
  }

  #scalar(type: 'plain' | 'quoted', start: number, { text, end, halves = false }: ReadScalar): void {
    this.#lastScalar = { type, start, end, text, handle: undefined, halves };
    this.#tokens.push(this.#lastScalar);
  }
}

/** The units that the first 1,024 characters take. */
function unitsOfKey(text: string, start: number): number {
  let at = start;
  for (let count = 0; count < MAX_KEY_LENGTH; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at - start;
}

/** The escapes of a URI as UTF-8; nothing, where they are none. */
function decodeEscapes(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
