import { BLANK, BREAK, BREAK_OR_END, type Cursor, isBreak } from './cursor.ts';

/** The text of a scalar, and the end of its last character. The cursor is after it. */
export interface ReadScalar {
  text: string;
  end: number;
  /** Whether an escape in it is half of a character. */
  halves?: boolean;
  /** Whether the cursor is on a later line, where another key may begin. */
  broken?: boolean;
}

const plainLine = (indicators: string, afterColon: string) => {
  const word = `(?:[^:${BLANK}${indicators}]+|:(?![${BLANK}${afterColon}]))+`;
  return new RegExp(`${word}(?: +(?!#)${word})*`, 'y');
};
const PLAIN_LINE = plainLine('', '');
const PLAIN_LINE_IN_FLOW = plainLine(String.raw`,?[\]{}`, String.raw`,[\]{}`);

/**
 * A scalar without quotes. It continues over lines with an indentation of `indent` or more; between brackets, over any
 * lines.
 */
export function readPlain(cursor: Cursor, indent: number, inFlow: boolean): ReadScalar {
  const pattern = inFlow ? PLAIN_LINE_IN_FLOW : PLAIN_LINE;
  let text = cursor.take(pattern)?.[0] ?? '';
  for (;;) {
    const end = cursor.at;
    cursor.skipSpaces();
    if (!isBreak(cursor.code())) return { text, end };
    const lineBreak = cursor.lineBreak();
    const breaks = breaksInPlain(cursor);
    const over = breaks === undefined || cursor.code() === 0x23 || (!inFlow && cursor.column < indent);
    const line = over ? undefined : cursor.take(pattern);
    if (breaks === undefined || !line) return { text, end, broken: true };
    text += fold(lineBreak, breaks) + line[0];
  }
}

/** The empty lines in a plain scalar. Undefined at the end of the document. */
function breaksInPlain(cursor: Cursor): string | undefined {
  for (let breaks = ''; !cursor.atMarker(); breaks += cursor.lineBreak()) {
    cursor.skipSpaces();
    if (!isBreak(cursor.code())) return breaks;
  }
  return undefined;
}

/** One line break becomes a space; of several, the first is dropped. */
function fold(lineBreak: string, breaks: string): string {
  if (lineBreak !== '\n') return lineBreak + breaks;
  return breaks === '' ? ' ' : breaks;
}

const LINE_BREAK = `(?:\\r\\n|[${BREAK}])`;
const LINE_BREAKS = `(?:[ \\t]*${LINE_BREAK})*`;
const FOLD = `[ \\t]*(?<lineBreak>${LINE_BREAK})(?<breaks>${LINE_BREAKS})[ \\t]*|[ \\t]+`;
const HEX = '(?:(?<=x)[0-9a-fA-F]{2}|(?<=u)[0-9a-fA-F]{4}|(?<=U)[0-9a-fA-F]{8})';
const ESCAPE = `\\\\(?:[xuU](?<hex>${HEX})|${LINE_BREAK}(?<joined>${LINE_BREAKS})[ \\t]*|(?<letter>.))`;
const IN_SINGLE_QUOTES = new RegExp(`''|${FOLD}`, 'g');
const IN_DOUBLE_QUOTES = new RegExp(`${ESCAPE}|${FOLD}`, 'gs');
const HAS_BREAK = new RegExp(`[${BREAK}]`);
const HAS_MARKER = new RegExp(`[${BREAK}](?:---|\\.\\.\\.)[${BLANK}]`);

const SINGLE_QUOTED = /'([^']*(?:''[^']*)*)'/y;
const DOUBLE_QUOTED = /"([^"\\]*(?:\\.[^"\\]*)*)"/sy;

/** The letters of escapes, and their characters. */
const LETTERS = '0abt\tnvfre "\\/N_LP';
const MEANINGS = '\0\x07\b\t\t\n\v\f\r\x1B "\\/\x85\xA0\u2028\u2029';

/** A scalar in single or double quotes. */
export function readQuoted(cursor: Cursor): ReadScalar {
  const start = cursor.at;
  const double = cursor.code() === 0x22;
  const [whole, inside = ''] = cursor.take(double ? DOUBLE_QUOTED : SINGLE_QUOTED) ?? [];
  if (whole === undefined || HAS_MARKER.test(whole))
    return cursor.fail('The quote that opens here is never closed.', 'Add the closing quote.', start);
  const end = cursor.at;
  if (HAS_BREAK.test(inside))
    for (cursor.lineStart = end; !isBreak(cursor.text.charCodeAt(cursor.lineStart - 1)); ) cursor.lineStart--;
  else if (!inside.includes(double ? '\\' : "'")) return { text: inside, end };
  let text = '';
  let from = 0;
  let halves = false;
  for (const match of inside.matchAll(double ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES)) {
    const { hex, letter, joined, lineBreak, breaks = '' } = match.groups ?? {};
    text += inside.slice(from, match.index);
    from = match.index + match[0].length;
    if (lineBreak !== undefined) text += fold(normal(lineBreak), normal(breaks));
    else if (joined !== undefined) text += normal(joined);
    else if (hex === undefined && letter === undefined) text += match[0] === "''" ? "'" : match[0];
    else {
      const code = letter === undefined ? Number(`0x${hex}`) : MEANINGS.charCodeAt(LETTERS.indexOf(letter));
      if (Number.isNaN(code) || code > 0x10ffff) noSuchEscape(cursor, start + 1 + match.index);
      halves ||= code >= 0xd800 && code <= 0xdfff;
      text += String.fromCodePoint(code);
    }
  }
  return { text: text + inside.slice(from), end, halves };
}

function noSuchEscape(cursor: Cursor, at: number): never {
  const hint = 'Write "\\\\" for a backslash, or put the text in single quotes.';
  return cursor.fail('YAML has no such escape in double quotes.', hint, at, at + 2);
}

/** Line breaks as PyYAML keeps them, without the blanks between them. */
function normal(breaks: string): string {
  return breaks.replace(/[ \t]+/g, '').replace(/\r\n?|\x85/g, '\n');
}

const BLOCK_HEADER = new RegExp(
  `[|>](?:([+-])([1-9])?|([1-9])([+-])?)?(?: +#[^${BREAK_OR_END}]*| *)(?=[${BREAK_OR_END}])`,
  'y',
);

/** A block scalar, `|` or `>`, below a line that is indented by `parentIndent`. */
export function readBlock(cursor: Cursor, parentIndent: number): ReadScalar {
  const folds = cursor.code() === 0x3e;
  const header = cursor.take(BLOCK_HEADER);
  if (!header) {
    const hint = 'Start the text on the next line; or put the value in quotes.';
    return cursor.fail(`After "${folds ? '>' : '|'}", this line must end.`, hint);
  }
  const [, chomping = header[4], increment = header[3]] = header;
  let end = cursor.at;
  cursor.lineBreak();
  const least = Math.max(parentIndent + 1, 1);
  const first = breaksInBlock(
    cursor,
    increment === undefined ? Number.POSITIVE_INFINITY : least + Number(increment) - 1,
  );
  const indent = increment === undefined ? Math.max(least, first.indent) : least + Number(increment) - 1;
  let { breaks } = first;
  let text = '';
  let lineBreak = '';
  while (cursor.column === indent && cursor.code() !== 0) {
    const from = cursor.at;
    const indented = isSpaceOrTab(cursor);
    cursor.skipLine();
    end = cursor.at;
    text += breaks + cursor.text.slice(from, end);
    lineBreak = cursor.lineBreak();
    ({ breaks } = breaksInBlock(cursor, indent));
    if (cursor.column !== indent || cursor.code() === 0) break;
    const joins = folds && lineBreak === '\n' && !indented && !isSpaceOrTab(cursor);
    if (!joins) text += lineBreak;
    else if (breaks === '') text += ' ';
  }
  if (chomping !== '-') text += lineBreak;
  if (chomping === '+') text += breaks;
  return { text, end, broken: true };
}

function isSpaceOrTab(cursor: Cursor): boolean {
  return cursor.code() === 0x20 || cursor.code() === 0x09;
}

/** Empty lines, and up to `most` spaces of the line after them. `indent` is the largest of their indentations. */
function breaksInBlock(cursor: Cursor, most: number): { breaks: string; indent: number } {
  let indent = 0;
  for (let breaks = ''; ; breaks += cursor.lineBreak()) {
    while (cursor.column < most && cursor.code() === 0x20) cursor.at++;
    indent = Math.max(indent, cursor.column);
    if (!isBreak(cursor.code())) return { breaks, indent };
  }
}
