import { type Colour, painter } from '../../text/paint.ts';
import type { Severity } from '../finding.ts';
import { Lines, type Range } from '../yaml/position.ts';
import { maskCredentials } from './mask.ts';
import { type NamedValidation, presentFinding } from './present.ts';

export interface TextOptions {
  colours: boolean;
}

const COLOURS: Record<Severity, Colour> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** The longest part of a line that is shown: what is wrong is near the place, not a megabyte away. */
const WIDTH = 160;

/** For people: where, what, the line itself with the place under it, and what to do. */
export function formatText(files: readonly NamedValidation[], { colours }: TextOptions): string {
  const paint = painter(colours);
  const blocks = files.flatMap((file) => {
    const lines = new Lines(maskCredentials(file));
    return file.findings.map((finding) => {
      const { rule, severity, message, range, hint } = presentFinding(finding, lines);
      const place = `${file.path}:${range.start.line}:${range.start.column}:`;
      const head = `${paint('bold', place)} ${paint(COLOURS[severity], severity)} ${rule} ${message}`;
      return [
        head,
        ...snippet(lines, range, (text) => paint(COLOURS[severity], text)),
        ...indented(hint),
      ].join('\n');
    });
  });
  return `${[...blocks, summary(files)].join('\n\n')}\n`;
}

/** The line and carets under the place; what goes on over several lines is marked to the end of the first. */
function snippet(lines: Lines, { start, end }: Range, paint: (text: string) => string): string[] {
  const whole = lines.text(start.line);
  const from = Math.max(0, Math.min(start.column - 1, whole.length) - WIDTH / 2);
  const line = whole.slice(from, from + WIDTH).replaceAll(/[\t\p{Cc}]/gu, ' ');
  const gutter = String(start.line);
  const last = end.line === start.line ? end.column : whole.length + 1;
  const width = Math.max(1, Math.min(last - start.column, WIDTH - (start.column - 1 - from)));
  const blank = ' '.repeat(gutter.length);
  return [
    `  ${gutter} | ${line}`,
    `  ${blank} | ${' '.repeat(start.column - 1 - from)}${paint('^'.repeat(width))}`,
  ];
}

function indented(hint: string | undefined): string[] {
  return hint === undefined ? [] : hint.split('\n').map((line) => `    ${line}`);
}

function summary(files: readonly NamedValidation[]): string {
  const findings = files.flatMap((file) => file.findings);
  const counts = (['error', 'warning', 'info'] as const)
    .map(
      (severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${severity === 'info' || count === 1 ? '' : 's'}`);
  const refused = files.filter(({ push }) => !push).length;
  const omitted = files.reduce((sum, file) => sum + file.omitted, 0);
  const fixable = findings.filter(({ fix }) => fix).length;
  return [
    `${files.length} ${files.length === 1 ? 'file' : 'files'}: ${counts.length === 0 ? 'nothing to complain about' : counts.join(', ')}.`,
    refused === 0 ? '' : ` Truss refuses ${refused === 1 && files.length === 1 ? 'it' : refused}.`,
    omitted === 0 ? '' : ` There are ${omitted} more.`,
    fixable === 0 ? '' : ` ${fixable} can be fixed with pullkeeper validate --fix.`,
  ].join('');
}
