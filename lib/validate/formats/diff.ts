import { visibleInPlace } from '../../secrecy/visible.ts';
import { type DiffLine, diffLines } from '../../text/line-diff.ts';
import type { Paint } from '../../text/paint.ts';
import type { Span } from '../yaml/node.ts';
import { isHarmless, maskLine, valueSpan } from './mask.ts';
import { shownPath } from './text.ts';

/** The number of unchanged lines around a change. */
const CONTEXT = 2;

const SIGNS = { kept: ' ', removed: '-', added: '+' } as const;

/** The changes of fixes in one file, as a unified diff for people. Values that no fix changes are masked. */
export function formatDiff(path: string, before: string, after: string, paint: Paint): string {
  const lines = diffLines(before.split('\n'), after.split('\n'));
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'kept'),
  );
  const shown: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (const [index, line] of lines.entries()) {
    if (near[index]) {
      if (!near[index - 1]) shown.push(paint('cyan', `@@ -${oldLine} +${newLine} @@`));
      shown.push(paintLine(line, lines, index, paint));
    }
    if (line.kind !== 'added') oldLine++;
    if (line.kind !== 'removed') newLine++;
  }
  const name = shownPath(path);
  return [`--- ${name}`, `+++ ${name}`, ...shown, ''].join('\n');
}

function paintLine(line: DiffLine, lines: readonly DiffLine[], index: number, paint: Paint): string {
  const masked = visibleInPlace(maskLine(line.text, shownValue(line, changeAround(lines, index))));
  // GitHub's runner treats a line that begins with "::" as a command, also after blanks.
  const text = `${SIGNS[line.kind]}${/^\s*::/.test(masked) ? masked.replaceAll(':', '*') : masked}`;
  if (line.kind === 'kept') return text;
  return paint(line.kind === 'added' ? 'green' : 'red', text);
}

/** The block of removed and added lines around a line. */
function changeAround(lines: readonly DiffLine[], index: number): DiffLine[] {
  let first = index;
  while (first > 0 && lines[first - 1]?.kind !== 'kept') first--;
  const end = lines.findIndex((line, at) => at > index && line.kind === 'kept');
  return lines.slice(first, end < 0 ? lines.length : end);
}

/** A single word. A flow mapping may also contain a secret, so it is not shown. */
const ONE_WORD = /^["']?[\w./:@+-]+["']?$/;

/** A value is shown if a fix changed or added it. An unchanged or moved value may be a secret. */
function shownValue(line: DiffLine, change: readonly DiffLine[]): Span[] {
  const span = line.kind === 'kept' ? undefined : valueSpan(line.text);
  if (!span) return [];
  const [key, value] = keyAndValue(line);
  const others = change.filter(({ kind }) => kind !== line.kind).map(keyAndValue);
  const stays = others.some(([, other]) => other === value);
  const changed = line.kind === 'added' || others.some(([other]) => other === key);
  const harmless = ONE_WORD.test(value) && isHarmless(value.replaceAll(/["']/g, ''));
  return changed && !stays && harmless ? [span] : [];
}

function keyAndValue({ text }: DiffLine): [key: string, value: string] {
  const span = valueSpan(text);
  return span ? [text.slice(0, span.start).trim(), text.slice(span.start, span.end)] : ['', ''];
}
