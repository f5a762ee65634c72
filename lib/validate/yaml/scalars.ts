import {
  BREAKS_AND_END,
  type Cursor,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isFlowIndicator,
  isSpaceOrTab,
} from './cursor.ts';

/** What a scalar says, and where its last character ends. The cursor is behind it, and behind the blanks that follow. */
export interface ReadScalar {
  text: string;
  end: number;
  /** Whether an escape in it is half of a character. */
  halves?: boolean;
}

const COLON = 0x3a;
const HASH = 0x23;

/** A scalar without quotes. It goes on over lines that are indented by `indent` or more; between brackets, over any. */
export function readPlain(cursor: Cursor, indent: number, inFlow: boolean): ReadScalar & { broken: boolean } {
  const { text } = cursor;
  let value = '';
  let from = cursor.at;
  let end = from;
  let broken = false;
  while (cursor.code() !== HASH) {
    const wordEnd = endOfWord(text, cursor.at, inFlow);
    if (wordEnd === cursor.at) break;
    broken = false;
    cursor.at = end = wordEnd;
    cursor.skipSpaces();
    if (isBreak(cursor.code())) {
      value += text.slice(from, end);
      const lineBreak = cursor.lineBreak();
      broken = true;
      const breaks = breaksInPlain(cursor);
      from = cursor.at;
      if (breaks === undefined || cursor.code() === HASH || (!inFlow && cursor.column < indent)) break;
      if (endOfWord(text, from, inFlow) === from) break;
      value += folded(lineBreak, breaks);
    } else if (cursor.at === end) break;
  }
  if (from < end) value += text.slice(from, end);
  return { text: value, end, broken };
}

function endOfWord(text: string, start: number, inFlow: boolean): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (isBlankOrEnd(code) || (inFlow && isFlowIndicator(code))) return at;
    if (code !== COLON) continue;
    const next = text.charCodeAt(at + 1);
    if (isBlankOrEnd(next) || (inFlow && next !== 0x3f && isFlowIndicator(next))) return at;
  }
}

/** The empty lines inside a plain scalar; nothing, where the document ends in front of the next one. */
function breaksInPlain(cursor: Cursor): string | undefined {
  let breaks = '';
  for (;;) {
    if (cursor.atMarker('---') || cursor.atMarker('...')) return undefined;
    cursor.skipSpaces();
    if (!isBreak(cursor.code())) return breaks;
    breaks += cursor.lineBreak();
  }
}

/** One line break is a space, and of several the first goes. */
function folded(lineBreak: string, breaks: string): string {
  if (lineBreak !== '\n') return lineBreak + breaks;
  return breaks === '' ? ' ' : breaks;
}

const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1B',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xA0',
  L: '\u2028',
  P: '\u2029',
};

const HEX_ESCAPE = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})/y;

/** A scalar in quotes of one or the other kind. */
export function readQuoted(cursor: Cursor): ReadScalar {
  const start = cursor.at;
  const quote = cursor.code();
  const { halves } = cursor;
  cursor.at++;
  let value = wordInQuotes(cursor, quote);
  while (cursor.code() !== quote) value += blanksInQuotes(cursor, start) + wordInQuotes(cursor, quote);
  cursor.at++;
  return { text: value, end: cursor.at, halves: cursor.halves > halves };
}

/** Up to the closing quote, or the next blank. */
function wordInQuotes(cursor: Cursor, quote: number): string {
  const { text } = cursor;
  const double = quote === 0x22;
  let value = '';
  let from = cursor.at;
  for (;;) {
    const code = cursor.code();
    if (double && code === 0x5c) {
      value += text.slice(from, cursor.at) + readEscape(cursor);
      from = cursor.at;
    } else if (code === quote && !double && cursor.code(1) === quote) {
      value += text.slice(from, cursor.at + 1);
      from = cursor.at += 2;
    } else if (code === quote || isBlankOrEnd(code)) return value + text.slice(from, cursor.at);
    else cursor.at++;
  }
}

function readEscape(cursor: Cursor): string {
  const start = cursor.at++;
  const hex = cursor.take(HEX_ESCAPE);
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
    if (code > 0x10ffff) noSuchEscape(cursor, start);
    if (code >= 0xd800 && code <= 0xdfff) cursor.halves++;
    return String.fromCodePoint(code);
  }
  if (isBreak(cursor.code())) {
    cursor.lineBreak();
    return breaksInQuotes(cursor, start);
  }
  const replacement = ESCAPES[cursor.text.charAt(cursor.at)] ?? noSuchEscape(cursor, start);
  cursor.at++;
  return replacement;
}

function noSuchEscape(cursor: Cursor, start: number): never {
  const hint = 'Write "\\\\" for a backslash, or put the text in single quotes.';
  return cursor.fail('YAML has no such escape in double quotes.', hint, start, start + 2);
}

function blanksInQuotes(cursor: Cursor, start: number): string {
  const from = cursor.at;
  while (isSpaceOrTab(cursor.code())) cursor.at++;
  if (isBreak(cursor.code())) return folded(cursor.lineBreak(), breaksInQuotes(cursor, start));
  return cursor.code() === 0 ? neverClosed(cursor, start) : cursor.text.slice(from, cursor.at);
}

function breaksInQuotes(cursor: Cursor, start: number): string {
  let breaks = '';
  for (;;) {
    if (cursor.atMarker('---') || cursor.atMarker('...')) neverClosed(cursor, start);
    while (isSpaceOrTab(cursor.code())) cursor.at++;
    if (!isBreak(cursor.code())) return breaks;
    breaks += cursor.lineBreak();
  }
}

function neverClosed(cursor: Cursor, start: number): never {
  return cursor.fail(
    'The quote that opens here is never closed.',
    'Add the closing quote.',
    start,
    start + 1,
  );
}

const BLOCK_HEADER = new RegExp(
  `[|>](?:([+-])([1-9])?|([1-9])([+-])?)?(?:(?=[${BREAKS_AND_END}])| +(?:#[^${BREAKS_AND_END}]*)?(?=[${BREAKS_AND_END}]))`,
  'y',
);

/** A block scalar, `|` or `>`, below a line that is indented by `parentIndent`. */
export function readBlock(cursor: Cursor, parentIndent: number): ReadScalar {
  const start = cursor.at;
  const fold = cursor.code() === 0x3e;
  const header = cursor.take(BLOCK_HEADER);
  if (!header) {
    const hint = `Start the text on the next line, deeper than its key; put the value in quotes, if "${fold ? '>' : '|'}" is part of it.`;
    return cursor.fail('Only "+", "-", a digit or a comment can follow here.', hint, start);
  }
  const chomping = header[1] ?? header[4];
  const increment = header[2] ?? header[3];
  let end = cursor.at;
  cursor.lineBreak();
  const least = Math.max(parentIndent + 1, 1);
  let indent = least + Number(increment ?? 1) - 1;
  let breaks = '';
  if (increment === undefined) {
    const first = indentOfBlock(cursor);
    indent = Math.max(least, first.indent);
    breaks = first.breaks;
  } else breaks = breaksInBlock(cursor, indent);

  let value = '';
  let lineBreak = '';
  while (cursor.column === indent && cursor.code() !== 0) {
    const indented = isSpaceOrTab(cursor.code());
    const from = cursor.at;
    cursor.skipLine();
    end = cursor.at;
    value += breaks + cursor.text.slice(from, end);
    lineBreak = cursor.lineBreak();
    breaks = breaksInBlock(cursor, indent);
    if (cursor.column !== indent || cursor.code() === 0) break;
    const joins = fold && lineBreak === '\n' && !indented && !isSpaceOrTab(cursor.code());
    if (!joins) value += lineBreak;
    else if (breaks === '') value += ' ';
  }
  if (chomping !== '-') value += lineBreak;
  if (chomping === '+') value += breaks;
  return { text: value, end };
}

/** The indentation of a block's first line of text, to which empty lines in front of it count. */
function indentOfBlock(cursor: Cursor): { indent: number; breaks: string } {
  let indent = 0;
  let breaks = '';
  for (;;) {
    cursor.skipSpaces();
    indent = Math.max(indent, cursor.column);
    if (!isBreak(cursor.code())) return { indent, breaks };
    breaks += cursor.lineBreak();
  }
}

function breaksInBlock(cursor: Cursor, indent: number): string {
  let breaks = '';
  for (;;) {
    while (cursor.column < indent && cursor.code() === 0x20) cursor.at++;
    if (!isBreakOrEnd(cursor.code()) || cursor.code() === 0) return breaks;
    breaks += cursor.lineBreak();
  }
}
