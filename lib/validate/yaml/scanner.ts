import { BLANK, BREAK_OR_END, type Cursor, isBlank } from './cursor.ts';
import { type ReadScalar, readBlock, readPlain, readQuoted } from './scalars.ts';

type Indicator = '---' | '...' | '[' | ']' | '{' | '}' | ',' | '-' | ':';
/** Tokens without characters, except for the "?" of a key. */
type Implied = 'mapping' | 'sequence' | 'dedent' | 'key' | 'end';
type Named = 'directive' | 'alias' | 'anchor' | 'tag';

export interface Token {
  readonly type: Indicator | Implied | Named | 'plain' | 'quoted';
  readonly start: number;
  readonly end: number;
  /** The text of a scalar, the name of an anchor or alias, or the suffix of a tag. */
  readonly text: string;
  /** The `!`, `!!` or `!name!` of a tag or a %TAG; `YAML` for a %YAML. */
  readonly handle?: string | undefined;
  readonly halves?: boolean | undefined;
}

/** A token that becomes a key if a ":" follows on its line. */
interface PossibleKey {
  /** How many tokens come before it in the file. */
  readonly token: number;
  /** Only a key can begin here. */
  readonly required: boolean;
  readonly start: number;
  readonly lineStart: number;
  readonly flowLevel: number;
}

/** PyYAML rejects a longer key. */
const MAX_KEY_LENGTH = 1024;

const LINE_END = `(?=[${BREAK_OR_END}])`;
const AFTER = `(?=[ ${BREAK_OR_END}])`;
const URI = String.raw`(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[0-9A-Fa-f]{2})+`;
const HANDLE = String.raw`![\w-]*!|!`;
const PATTERNS = {
  alias: new RegExp(`\\*(?<name>[\\w-]+)(?=[${BLANK}?:,\\]}%@\`])`, 'y'),
  anchor: new RegExp(`&(?<name>[\\w-]+)(?=[${BLANK}?:,\\]}%@\`])`, 'y'),
  tag: new RegExp(
    `(?:!<(?<full>${URI})>|!|(?<handle>![\\w-]*!|!(?![^ ${BREAK_OR_END}]*!))(?<uri>${URI}))${AFTER}`,
    'y',
  ),
  directive: new RegExp(
    `%(?:(?<yaml>YAML) +(?<major>\\d+)\\.\\d+${AFTER}|TAG +(?<handle>${HANDLE}) +(?<uri>${URI})${AFTER}|` +
      `(?!(?:YAML|TAG)${AFTER})[\\w-]+${AFTER}[^${BREAK_OR_END}]*) *(?:#[^${BREAK_OR_END}]*)?${LINE_END}`,
    'y',
  ),
};

const NAME_HINT = 'Use letters, digits, "_" and "-" only; or put the value in quotes.';
const QUOTE_IT = 'Put the value in quotes.';

/** The error if the pattern of a token does not match at its beginning. */
const MISMATCHES: Record<Named, [message: string, hint: string]> = {
  alias: ['The name of this alias has a character that is not allowed.', NAME_HINT],
  anchor: ['The name of this anchor has a character that is not allowed.', NAME_HINT],
  tag: ['A value without quotes cannot start with "!".', QUOTE_IT],
  directive: ['A line cannot start with "%".', QUOTE_IT],
};

/** Scans tokens like PyYAML's scanner (yaml/scanner.py, 6.0.3), and fails where it fails. */
export class Scanner {
  readonly #cursor: Cursor;
  #tokens: Token[] = [];
  /** The next token, and the number of tokens before it. */
  #head = 0;
  #taken = 0;
  #done = false;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  /** At most one between each pair of brackets, the outermost first. */
  readonly #keys: PossibleKey[] = [];
  #lastScalar: Token | undefined;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  peek(): Token {
    for (;;) {
      const token = this.#tokens[this.#head];
      if (token && !this.#mayBeKey()) return token;
      this.#fetch();
    }
  }

  next(): Token {
    const token = this.peek();
    this.#taken++;
    if (++this.#head === this.#tokens.length) {
      this.#tokens = [];
      this.#head = 0;
    }
    return token;
  }

  /** The next token must wait where a "key" may have to come before it. */
  #mayBeKey(): boolean {
    if (this.#done || this.#keys.length === 0) return false;
    this.#dropStaleKeys();
    return this.#keys[0]?.token === this.#taken;
  }

  #fetch(): void {
    this.#skipToToken();
    this.#dropStaleKeys();
    const cursor = this.#cursor;
    this.#unwind(cursor.column);
    const first = cursor.text.charAt(cursor.at);
    const inFlow = this.#flowLevel !== 0;
    const alone = isBlank(cursor.code(1));
    if (first === '\0') this.#leaveBlocks('end', 0);
    else if (first === '%' && cursor.column === 0) this.#leaveBlocks('directive');
    else if (cursor.atMarker()) this.#leaveBlocks(first === '-' ? '---' : '...', 3);
    else if (first === '[' || first === ']' || first === '{' || first === '}' || first === ',')
      this.#punctuation(first);
    else if (first === '-' && alone) this.#indicator('-', 'sequence');
    else if (first === '?' && (inFlow || alone)) this.#indicator('key', 'mapping');
    else if (first === ':' && (inFlow || alone)) this.#value();
    else if (first === '*') this.#named('alias');
    else if (first === '&') this.#named('anchor');
    else if (first === '!') this.#named('tag');
    else if ((first === '|' || first === '>') && !inFlow) this.#block();
    else if (first === '"' || first === "'") this.#scalar('quoted', () => readQuoted(cursor));
    else if (this.#startsPlain(first, alone, inFlow))
      this.#scalar('plain', () => readPlain(cursor, this.#indent + 1, inFlow));
    else if (first !== '\t') cursor.fail(`A value without quotes cannot start with "${first}".`, QUOTE_IT);
    else cursor.fail('YAML does not allow a tab in this place.', 'Replace the tab with spaces.');
  }

  #startsPlain(first: string, alone: boolean, inFlow: boolean): boolean {
    if (first === '-' || (!inFlow && (first === '?' || first === ':'))) return !alone;
    return !isBlank(first.charCodeAt(0)) && !'?:,[]{}#&*!|>\'"%@`'.includes(first);
  }

  /** PyYAML reads a "#" as a comment wherever a token can begin, with or without a space before it. */
  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      cursor.skipSpaces();
      if (cursor.code() === 0x23) cursor.skipLine();
      if (cursor.lineBreak() === '') return;
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #dropStaleKeys(): void {
    const { at, lineStart } = this.#cursor;
    for (let key = this.#keys[0]; key; key = this.#keys[0]) {
      if (key.lineStart === lineStart && at - key.start <= MAX_KEY_LENGTH) return;
      if (key.required) this.#noColon(key.start);
      this.#keys.shift();
    }
  }

  #noteKey(): void {
    if (!this.#keyAllowed) return;
    this.#dropKey();
    const { at: start, lineStart, column } = this.#cursor;
    const token = this.#taken + this.#tokens.length - this.#head;
    const required = this.#flowLevel === 0 && this.#indent === column;
    this.#keys.push({ token, required, start, lineStart, flowLevel: this.#flowLevel });
  }

  /** Forgets the possible key between the innermost brackets. */
  #dropKey(): void {
    const key = this.#keys.at(-1);
    if (key?.flowLevel !== this.#flowLevel) return;
    if (key.required) this.#noColon(key.start);
    this.#keys.pop();
  }

  #noColon(start: number): never {
    const lineLength = this.#cursor.text.slice(start).search(/[\r\n\0]/);
    const hint = 'Write a ":" and a space after the key; start an item of a list with "- ".';
    return this.#cursor.fail('Expected "key: value".', hint, start, start + lineLength);
  }

  #unwind(column: number): void {
    while (this.#flowLevel === 0 && this.#indent > column) {
      this.#indent = this.#indents.pop() ?? -1;
      this.#take('dedent', 0);
    }
  }

  #addIndent(column: number): boolean {
    if (this.#indent >= column) return false;
    this.#indents.push(this.#indent);
    this.#indent = column;
    return true;
  }

  #take(type: Token['type'], length = 1): void {
    const start = this.#cursor.at;
    this.#cursor.at += length;
    this.#tokens.push({ type, start, end: this.#cursor.at, text: '' });
  }

  /** For tokens that no block contains. */
  #leaveBlocks(type: 'end' | 'directive' | '---' | '...', length = 0): void {
    this.#unwind(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    this.#done = type === 'end';
    if (type === 'directive') this.#named(type);
    else this.#take(type, length);
  }

  #punctuation(type: '[' | ']' | '{' | '}' | ','): void {
    const opens = type === '[' || type === '{';
    if (opens) this.#noteKey();
    else this.#dropKey();
    this.#keyAllowed = opens || type === ',';
    if (type !== ',') this.#flowLevel += opens ? 1 : -1;
    this.#take(type);
  }

  /** A "-", a "?", or a ":" without a key on its line. */
  #indicator(type: '-' | 'key' | ':', collection: 'sequence' | 'mapping'): void {
    const inBlock = this.#flowLevel === 0;
    if (inBlock && !this.#keyAllowed) this.#notAllowedHere(type);
    if (inBlock && this.#addIndent(this.#cursor.column)) this.#take(collection, 0);
    this.#dropKey();
    this.#keyAllowed = inBlock || type === '-';
    this.#take(type);
  }

  #notAllowedHere(type: '-' | 'key' | ':'): never {
    const cursor = this.#cursor;
    if (type === '-')
      cursor.fail('A list cannot start here.', 'Start the list on a line of its own, below its key.');
    if (type === 'key') cursor.fail('A key that starts with "?" is not allowed here.', QUOTE_IT);
    // Either the value needs quotes; or a line has no ":", and the next one is read as its continuation.
    const { start, end } = this.#lastScalar ?? { start: cursor.at, end: cursor.at };
    const isValue = /[:?-][ \t\r\n]*$/.test(cursor.text.slice(Math.max(0, start - 80), start));
    if (!isValue && /[\r\n]/.test(cursor.text.slice(start, end))) this.#noColon(start);
    const hint = 'Put the value in quotes; or check the indentation, if a key starts in it.';
    return cursor.fail('There is a ": " inside this value.', hint, start, cursor.at + 1);
  }

  #value(): void {
    const key = this.#keys.at(-1);
    if (key?.flowLevel === this.#flowLevel) {
      this.#keys.pop();
      const { start, lineStart } = key;
      const opens = this.#flowLevel === 0 && this.#addIndent(start - lineStart);
      const types = opens ? (['mapping', 'key'] as const) : (['key'] as const);
      const tokens = types.map((type) => ({ type, start, end: start, text: '' }));
      this.#tokens.splice(key.token - this.#taken + this.#head, 0, ...tokens);
      this.#keyAllowed = false;
      this.#take(':');
    } else this.#indicator(':', 'mapping');
  }

  #named(type: Named): void {
    this.#noteKey();
    this.#keyAllowed = false;
    const start = this.#cursor.at;
    const groups = this.#cursor.take(PATTERNS[type])?.groups;
    const { name, full, uri, yaml, major, handle = yaml } = groups ?? {};
    const text = unescaped(name ?? full ?? uri ?? major ?? '!');
    const end = this.#cursor.at;
    if (end === start || text === undefined) this.#cursor.fail(...MISMATCHES[type], start);
    this.#tokens.push({ type, start, end, text, handle });
  }

  /** It ends with a line, so that nothing before it on that line is a key. */
  #block(): void {
    this.#dropKey();
    this.#keyAllowed = false;
    this.#scalar('quoted', () => readBlock(this.#cursor, this.#indent));
  }

  #scalar(type: 'plain' | 'quoted', read: () => ReadScalar): void {
    this.#noteKey();
    const start = this.#cursor.at;
    const { text, end, halves, broken = false } = read();
    this.#keyAllowed = broken;
    this.#lastScalar = { type, start, end, text, halves };
    this.#tokens.push(this.#lastScalar);
  }
}

/** Decodes the escapes of a URI as UTF-8; undefined if they are not UTF-8. */
function unescaped(text: string): string | undefined {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return undefined;
  }
}
