import { RULES } from '../../lib/validate/catalogue.ts';
import type { Severity } from '../../lib/validate/finding.ts';
import { present, presentFinding } from '../../lib/validate/formats/present.ts';
import type { Validation } from '../../lib/validate/validation.ts';
import { Lines } from '../../lib/validate/yaml/position.ts';
import type { TextMark } from '../shared/mark.ts';

const WHY: ReadonlyMap<string, string> = new Map(RULES.map(({ id, why }) => [id, why]));

/** Findings at their places in the editor. */
export function marksOf({ text, findings }: Validation): TextMark[] {
  const lines = new Lines(text);
  return findings.map((finding) => {
    const { rule, severity, message, hint, range } = presentFinding(finding, lines);
    const why = WHY.get(rule);
    const from = Math.min(finding.span.start, text.length);
    return {
      from,
      to: Math.min(Math.max(finding.span.end, from), text.length),
      line: range.start.line,
      severity,
      rule,
      message,
      ...(hint !== undefined && { hint }),
      ...(why !== undefined && { why }),
      ...(finding.fix && { fix: { title: present(finding.fix.title), edits: finding.fix.edits } }),
    };
  });
}

/** Says whether Truss or fal accepts the file, and the number of findings. */
export function verdictInWords({ load, push, findings, omitted }: Validation, isTruss: boolean): string {
  const who = isTruss ? 'Truss' : 'fal';
  const verdict =
    load === false
      ? `${who} rejects this file.`
      : push === false
        ? 'Truss loads this file, and rejects it at truss push.'
        : load === true && push === true
          ? `${who} accepts this file.`
          : `Whether ${who} accepts this file could not be checked.`;
  return `${verdict} ${counted(findings.map(({ severity }) => severity))}${omitted > 0 ? ` ${omitted} more are not shown.` : ''}`;
}

const WORDS: Record<Severity, [one: string, many: string]> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['piece of advice', 'pieces of advice'],
};

function counted(severities: readonly Severity[]): string {
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = severities.filter((each) => each === severity).length;
    return count === 0 ? [] : `${count} ${WORDS[severity][count === 1 ? 0 : 1]}`;
  });
  return counts.length === 0 ? 'Nothing was found.' : `${counts.join(', ')}.`;
}
