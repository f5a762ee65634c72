/** A token may begin here: at the start of a line, behind an indicator, or behind a tag or an anchor. */
const BEFORE_TOKEN = /(?:^|[[{,]|(?:^|\s)[-?]|:)\s*(?:[!&]\S*\s+)*$/;

/** A key, a tag and an anchor fit into it; the patterns are slow on lines that are made to be slow. */
const LONGEST_HEADER = 200;

/** A line whose value is a block scalar: what is indented deeper than it is text, whatever it looks like. */
const BLOCK_SCALAR = /^( *)(?:.*?[:?-]\s+)??(?:[!&]\S*\s+)*[|>][-+0-9]*\s*(?:#.*)?$/;

/**
 * The text with the line breaks inside quotes and brackets as spaces, and the comments between brackets with them. YAML
 * wants the lines in there indented, and PyYAML does not look; on one line there is no indentation to look at. Every
 * character keeps its place.
 */
export function joinLines(text: string): string {
  const units = text.split('');
  let depth = 0;
  let lineStart = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at - 1] === '\n') lineStart = at;
    const start = at;
    switch (depth === 0 && at === lineStart ? kindOfLine(text, at) : text[at]) {
      case 'block scalar':
        at = endOfBlockScalar(text, at) - 1;
        lineStart = at + 1;
        break;
      case '#':
        if (start > lineStart && !/\s/.test(text[at - 1] ?? '')) break;
        at = endOfLine(text, at) - 1;
        if (depth > 0) units.fill(' ', start, at + 1);
        break;
      case '\r':
      case '\n':
        if (depth > 0) units[at] = ' ';
        break;
      case ']':
      case '}':
        depth = Math.max(0, depth - 1);
        break;
      case '[':
      case '{':
        if (tokenMayBegin(text, lineStart, at)) depth++;
        break;
      case '"':
      case "'":
        if (!tokenMayBegin(text, lineStart, at)) break;
        at = endOfQuotes(text, at) - 1;
        for (let inside = start; inside <= at; inside++)
          if (/[\r\n]/.test(text[inside] ?? '')) units[inside] = ' ';
        lineStart = text.lastIndexOf('\n', at) + 1;
        break;
    }
  }
  return units.join('');
}

function kindOfLine(text: string, at: number): string | undefined {
  return BLOCK_SCALAR.test(text.slice(at, endOfLine(text, at)).slice(0, LONGEST_HEADER))
    ? 'block scalar'
    : text[at];
}

/** A bracket or a quote in the middle of a word is a part of it. */
function tokenMayBegin(text: string, lineStart: number, at: number): boolean {
  if (at > lineStart && !/[\s[{,:]/.test(text[at - 1] ?? '')) return false;
  return BEFORE_TOKEN.test(text.slice(Math.max(lineStart, at - LONGEST_HEADER), at));
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Behind the quote that closes the one at the start; at the end of the text, when none does. */
function endOfQuotes(text: string, start: number): number {
  const pattern = text[start] === '"' ? /"(?:[^"\\]|\\.)*"/sy : /'(?:[^']|'')*'/y;
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}

function endOfBlockScalar(text: string, start: number): number {
  const depth = text.slice(start).search(/[^ ]/);
  let at = endOfLine(text, start) + 1;
  while (at < text.length) {
    const line = text.slice(at, endOfLine(text, at));
    if (line.trim() !== '' && line.search(/[^ ]/) <= depth) break;
    at += line.length + 1;
  }
  return Math.min(at, text.length);
}
