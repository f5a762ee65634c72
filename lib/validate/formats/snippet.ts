import { visibleInPlace } from '../../secrecy/visible.ts';
import type { Finding } from '../finding.ts';
import type { Span } from '../yaml/node.ts';
import type { Lines } from '../yaml/position.ts';
import { isHarmless, maskLine } from './mask.ts';

/** The longest shown part of a line, around the place of the finding. */
const WIDTH = 160;

/** The line of a finding and carets under the place. A place of several lines is marked to the end of the first. */
export function snippet(
  finding: Finding,
  text: string,
  lines: Lines,
  paint: (text: string) => string,
): string[] {
  const { start, end } = lines.range(finding.span);
  const whole = lines.text(start.line);
  const column = Math.min(start.column - 1, whole.length);
  const from = Math.max(0, column - WIDTH / 2);
  const line = visibleInPlace(masked(finding, text, whole, column, from));
  const last = end.line === start.line ? end.column - 1 : whole.length;
  const width = Math.max(1, Math.min(last - column, WIDTH - (column - from)));
  const gutter = String(start.line);
  return [
    `  ${gutter} | ${line}`,
    `  ${' '.repeat(gutter.length)} | ${' '.repeat(column - from)}${paint('^'.repeat(width))}`,
  ];
}

/** The part of the line around the place. */
function masked({ span, shows }: Finding, text: string, line: string, column: number, from: number): string {
  const value = text.slice(span.start, Math.min(span.end, span.start + WIDTH + 1));
  const readable = isKey(text, span) || (shows === true && isHarmless(unquoted(value)));
  const place: Span = { start: column, end: column + value.length };
  const shown = readable && !value.includes('\n') ? [place] : [];
  return maskLine(line, shown, { start: from, end: from + WIDTH });
}

/** A word before a colon is a key. */
function isKey(text: string, { end }: Span): boolean {
  return (
    /^[ \t]*:(?:\s|$)/.test(text.slice(end, end + WIDTH)) ||
    /^["'][ \t]*:/.test(text.slice(end - 1, end + WIDTH))
  );
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2');
}
