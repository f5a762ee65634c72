import type { YamlProblem } from './node.ts';

/** For classes of patterns: PyYAML's line breaks; with the \0 that ends the text; with space and tab. */
export const BREAK = String.raw`\r\n\x85\u2028\u2029`;
export const BREAK_OR_END = String.raw`\0${BREAK}`;
export const BLANK = String.raw` \t${BREAK_OR_END}`;

export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** White space, or the end: a file may contain no other character up to the space. */
export function isBlank(code: number): boolean {
  return code <= 0x20 || isBreak(code);
}

/** Ends the reading of a file; readYaml turns it into a Reading. */
export class Unreadable extends Error {
  readonly problem: YamlProblem;

  constructor(problem: YamlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A place in a text, to which a \0 is added: it marks the end, as no file may contain one. */
export class Cursor {
  readonly text: string;
  at = 0;
  /** Where the current line begins. A byte order mark at the top of the file has no column. */
  lineStart = 0;

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

  skipLine(): void {
    while (this.code() !== 0 && !isBreak(this.code())) this.at++;
  }

  /** Reads a line break and returns it like PyYAML. Returns "" if there is none. */
  lineBreak(): string {
    const code = this.code();
    if (!isBreak(code)) return '';
    this.at += code === 0x0d && this.code(1) === 0x0a ? 2 : 1;
    this.lineStart = this.at;
    return code > 0x85 ? String.fromCharCode(code) : '\n';
  }

  /** Reads the match of a sticky pattern on one line. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at += match[0].length;
    return match ?? undefined;
  }

  /** Whether `---` or `...` is alone at the start of a line. */
  atMarker(): boolean {
    const code = this.code();
    if (this.at !== this.lineStart || (code !== 0x2d && code !== 0x2e)) return false;
    return code === this.code(1) && code === this.code(2) && isBlank(this.code(3));
  }

  /** Stops the reader. Without a place, the error is at the cursor. */
  fail(message: string, hint: string, start = this.at, end = start + 1): never {
    const most = this.text.length - 1;
    const span = { start: Math.min(start, most), end: Math.min(Math.max(start, end), most) };
    throw new Unreadable({ message, span, hint });
  }
}
