import { Unreadable } from './problem.ts';

/** Classes of characters, as bits, so that one look-up answers for several. */
const SPACE_TAB = 1;
const BREAK = 2;
const END = 4;
const FLOW_INDICATOR = 8;

const CLASSES = new Uint8Array(128);
const classify = (characters: string, bit: number) => {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    CLASSES[code] = (CLASSES[code] ?? 0) | bit;
  }
};
classify(' \t', SPACE_TAB);
classify('\r\n', BREAK);
classify('\0', END);
classify(',?[]{}', FLOW_INDICATOR);

function isOneOf(code: number, bits: number): boolean {
  if (code < 128) return ((CLASSES[code] ?? 0) & bits) !== 0;
  return (bits & BREAK) !== 0 && (code === 0x85 || code === 0x2028 || code === 0x2029);
}

export const isBreak = (code: number) => isOneOf(code, BREAK);
export const isSpaceOrTab = (code: number) => code === 0x20 || code === 0x09;
export const isBreakOrEnd = (code: number) => isOneOf(code, BREAK | END);
export const isBlankOrEnd = (code: number) => isOneOf(code, SPACE_TAB | BREAK | END);
export const isFlowIndicator = (code: number) => isOneOf(code, FLOW_INDICATOR);

/** The characters of PyYAML's sets, for patterns: line breaks, and the end of the text. */
export const BREAKS_AND_END = String.raw`\0\r\n\x85\u2028\u2029`;

/** A place in a text that ends with \0, which no YAML file may contain. */
export class Cursor {
  readonly text: string;
  at = 0;
  /** Where the current line begins. A byte order mark at the top of the file has no column. */
  lineStart = 0;
  /** How many escapes were read that are half of a character. */
  halves = 0;

  constructor(text: string) {
    this.text = `${text}\0`;
    if (text.startsWith('\uFEFF')) this.at = this.lineStart = 1;
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === 0x20) this.at++;
  }

  /** Goes to the end of the line. */
  skipLine(): void {
    while (!isBreakOrEnd(this.text.charCodeAt(this.at))) this.at++;
  }

  /** Takes a line break, and returns the one that PyYAML makes of it: nothing, where there is none. */
  lineBreak(): string {
    const code = this.text.charCodeAt(this.at);
    if (!isBreak(code)) return '';
    this.at += code === 0x0d && this.text.charCodeAt(this.at + 1) === 0x0a ? 2 : 1;
    this.lineStart = this.at;
    return code > 0x85 ? String.fromCharCode(code) : '\n';
  }

  /** Takes what a sticky pattern matches here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at += match[0].length;
    return match ?? undefined;
  }

  /** Whether `---` or `...` stands here, alone. */
  atMarker(marker: '---' | '...'): boolean {
    return this.at === this.lineStart && this.text.startsWith(marker, this.at) && isBlankOrEnd(this.code(3));
  }

  /** Stops the reader: what is wrong from a place up to here, or one character where both are the same. */
  fail(message: string, hint: string, start = this.at, end = this.at): never {
    const last = this.text.length - 1;
    const from = Math.min(start, last);
    throw new Unreadable(message, { start: from, end: Math.min(Math.max(end, from + 1), last) }, hint);
  }
}
