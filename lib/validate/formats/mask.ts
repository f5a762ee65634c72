import { quote } from '../../secrecy/quote.ts';
import { isPlainKey } from '../../secrecy/shown-key.ts';
import { conceal } from '../model/credential.ts';
import type { Span } from '../yaml/node.ts';

/** PyYAML ends a key after 1,024 characters; what comes later on a line is a value. */
const LONGEST_KEY = 1_100;

/** The characters that may precede a key: blanks, dashes, brackets of JSON. */
const BEFORE_KEY = /[ \t]*(?:[-?][ \t]+|[{[][ \t]*)*/y;
const QUOTED_KEY = /(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=[ \t]*:)/y;
/** Words that are not a secret, if they are the whole value. */
const EMPTY_VALUE = /[ \t]*(?:null|~|true|false|\{\}|\[\])(?=,?[ \t]*(?:#|$))/iy;

/**
 * Masks a line: only the first key and the shown places stay readable. Every character keeps its column, so that carets
 * fit. Only the shown part is processed: a line may be as long as the file.
 */
export function maskLine(
  line: string,
  shown: readonly Span[],
  { start: from, end: to }: Span = { start: 0, end: line.length },
): string {
  let masked = '';
  let at = from;
  for (const place of [...firstKey(line), ...shown].toSorted((one, other) => one.start - other.start)) {
    const [start, end] = [Math.max(place.start, at), Math.min(place.end, to)];
    if (start >= end) continue;
    const whole = line.slice(place.start, place.end);
    const piece = line.slice(start, end);
    masked += mask(line.slice(at, start)) + (isReadable(whole) ? piece : mask(piece));
    at = end;
  }
  return masked + mask(line.slice(at, to));
}

/** Whether a key or a shown value has no credential in it. */
function isReadable(text: string): boolean {
  return conceal(text) === text && isPlainKey(text.trim());
}

/** Whether a value may be shown if its rule allows it: not if it looks like a login or a token. */
export function isHarmless(value: string): boolean {
  return quote(value) === JSON.stringify(value) && conceal(value) === value;
}

/** The value on the line of a key, without its comment. */
export function valueSpan(line: string): Span | undefined {
  const [, , behind] = firstKey(line);
  const colon = firstKey(line)[1];
  if (!colon || behind) return behind;
  const value = /^[ \t]+(\S.*?)[ \t]*(?:[ \t]#.*)?\r?$/.exec(line.slice(colon.end))?.[1];
  const start = value === undefined ? -1 : line.indexOf(value, colon.end);
  return value === undefined ? undefined : { start, end: start + value.length };
}

/** The key at the beginning of a line, and a word such as null after it. A line without a key shows nothing. */
function firstKey(line: string): Span[] {
  const head = line.slice(0, LONGEST_KEY);
  const start = match(BEFORE_KEY, head, 0);
  const quoted = match(QUOTED_KEY, head, start);
  const end = quoted > start ? quoted : plainKeyEnd(head, start);
  if (end === undefined) return [];
  const behind = head.indexOf(':', end) + 1;
  const value = match(EMPTY_VALUE, head, behind);
  const colon = { start: end, end: behind };
  return [{ start: 0, end }, colon, ...(value > behind ? [{ start: behind, end: value }] : [])];
}

function plainKeyEnd(head: string, start: number): number | undefined {
  const colon = head.slice(start).search(/:(?:\s|$)/);
  const key = head.slice(start, start + colon);
  // A text with blanks in it is more often a command than a key.
  return colon <= 0 || /^["'#&*!|>%@`,{}[\]]|\s/.test(key) ? undefined : start + colon;
}

/** The end of a sticky pattern that begins here. If it does not match: here. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function mask(text: string): string {
  return text.replaceAll(/\S/g, '*');
}
