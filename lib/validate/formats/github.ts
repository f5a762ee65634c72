import { visible } from '../../secrecy/visible.ts';
import type { Severity } from '../finding.ts';
import { type NamedValidation, presentFindings } from './present.ts';

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands: GitHub shows them next to the lines of a pull request. */
export function formatGithub(files: readonly NamedValidation[]): string {
  return files
    .flatMap((file) =>
      presentFindings(file).map(({ rule, severity, message, range: { start, end }, hint }) => {
        const place = Object.entries({
          file: visible(file.path),
          line: start.line,
          col: start.column,
          endLine: end.line,
          endColumn: end.column,
          title: rule,
        });
        const properties = place.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
        const text = hint === undefined ? message : `${message}\n${hint}`;
        return `::${COMMANDS[severity]} ${properties}::${escapeData(text)}\n`;
      }),
    )
    .join('');
}

/** As @actions/core escapes them. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
