import { visible } from '../../secrecy/visible.ts';
import { type Colour, painter } from '../../text/paint.ts';
import { wrapAfter } from '../../text/wrap.ts';
import type { Severity } from '../finding.ts';
import type { AppliedFix } from '../fix.ts';
import { Lines } from '../yaml/position.ts';
import { type NamedValidation, present, presentFinding } from './present.ts';
import { rulePage, terminalLink } from './rule-page.ts';
import { snippet } from './snippet.ts';

export interface TextOptions {
  colours: boolean;
  /** How many characters a line of the terminal has. */
  width?: number | undefined;
  /** Whether the ids of rules link to their pages. */
  links?: boolean;
  /** Skipped files, which have no setting of Truss. */
  passedOver?: number;
  /** Folders in which no config.yaml was found. */
  empty?: readonly string[];
}

const COLOURS: Record<Severity, Colour> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** Formats findings for people: the place, the message, the line with carets, and what to do. */
export function formatText(files: readonly NamedValidation[], options: TextOptions): string {
  const paint = painter(options.colours);
  const blocks = files.flatMap((file) => {
    const lines = new Lines(file.text);
    return file.findings.map((finding) => {
      const { rule, severity, message, range, hint } = presentFinding(finding, lines);
      const place = `${shownPath(file.path)}:${range.start.line}:${range.start.column}:`;
      const id = options.links ? terminalLink(rulePage(rule), rule) : rule;
      return [
        headText(
          `${paint('bold', place)} ${paint(COLOURS[severity], severity)} ${id} ${message}`,
          options.width,
        ),
        // A file that could not be read has no line to show.
        ...(file.text === ''
          ? []
          : snippet(finding, file.text, lines, (text) => paint(COLOURS[severity], text))),
        ...(hint === undefined ? [] : [wrapAfter('    ', hint, options.width)]),
      ].join('\n');
    });
  });
  return `${[...blocks, [summary(files), ...notChecked(options)].join('\n')].join('\n\n')}\n`;
}

/** The later lines of a head are indented like its hint: the place may be as long as a line. */
function headText(text: string, width: number | undefined): string {
  const indent = '    ';
  const room = width === undefined ? undefined : width - indent.length;
  return wrapAfter('', text, room).replaceAll('\n', `\n${indent}`);
}

/** A line that begins with "::" is a command to GitHub's runner, also after blanks. */
export function shownPath(path: string): string {
  return visible(path).replace(/^(\s*)::/, '$1./::');
}

function notChecked({ passedOver = 0, empty = [] }: TextOptions): string[] {
  const files = passedOver === 1 ? 'a config.yaml' : `${passedOver} files`;
  return [
    ...(passedOver === 0 ? [] : [`Skipped ${files} without any setting of Truss.`]),
    ...empty.map((folder) => `There is no config.yaml in ${shownPath(folder)}.`),
  ];
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
  if (files.length === 0) return 'No file was checked.';
  return [
    `${files.length} ${files.length === 1 ? 'file' : 'files'}: ${counts.length === 0 ? 'no findings' : counts.join(', ')}.`,
    refused === 0 ? '' : ` Truss rejects ${refused === 1 && files.length === 1 ? 'it' : refused}.`,
    omitted === 0 ? '' : ` There are ${omitted} more.`,
    fixable === 0 ? '' : ` ${fixable} can be fixed with pullkeeper validate --fix.`,
  ].join('');
}

/** One line for each applied fix: its place, and its effect. */
export function formatApplied(path: string, applied: readonly AppliedFix[]): string[] {
  return applied.map(({ finding: { rule, span, fix }, before }) => {
    const { line, column } = new Lines(before).position(span.start);
    return `${shownPath(path)}:${line}:${column}: fixed ${rule}: ${present(fix.title)}.`;
  });
}
