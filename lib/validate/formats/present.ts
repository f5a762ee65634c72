import { visible } from '../../secrecy/visible.ts';
import type { Finding, Fix, Severity } from '../finding.ts';
import { conceal } from '../model/credential.ts';
import type { Validation } from '../validation.ts';
import { formatPath } from '../yaml/path.ts';
import { Lines, type Range } from '../yaml/position.ts';

/** A validated file, with its name in the report. */
export interface NamedValidation extends Validation {
  path: string;
}

/** A finding in its printed form, the same in the command line and the API. */
export interface PresentedFinding {
  rule: string;
  severity: Severity;
  message: string;
  path: string;
  range: Range;
  hint?: string;
  fix?: { title: string; edits: { range: Range; text: string }[] };
}

/** The longest list of field names that a hint has is 800 characters long. */
const LONGEST = 1_000;
const LONGEST_PATH = 300;

/**
 * Makes the text of findings safe to print. Messages quote the file, which may contain a token in the wrong field,
 * escape sequences, or very long text.
 */
export function presentFinding(
  { rule, severity, message, path, span, hint, example, fix }: Finding,
  lines: Lines,
): PresentedFinding {
  const advice = [...(hint === undefined ? [] : [hint]), ...(example ?? [])].map((line) => present(line));
  const shownFix = fix && presentFix(fix, lines);
  return {
    rule,
    severity,
    message: present(message),
    path: present(formatPath(path), LONGEST_PATH),
    range: lines.range(span),
    ...(advice.length === 0 ? {} : { hint: advice.join('\n') }),
    ...(shownFix === undefined ? {} : { fix: shownFix }),
  };
}

export function presentFindings({ text, findings }: Validation): PresentedFinding[] {
  const lines = new Lines(text);
  return findings.map((finding) => presentFinding(finding, lines));
}

/** Credentials are removed before the text is cut: a cut credential would not be recognised. */
export function present(text: string, longest = LONGEST): string {
  return visible(conceal(text.slice(0, 2 * LONGEST)), longest);
}

/** A fix that would repeat a credential is not shown. */
function presentFix({ title, edits }: Fix, lines: Lines): PresentedFinding['fix'] {
  if (edits.some(({ text }) => conceal(text) !== text)) return undefined;
  return {
    title: present(title),
    edits: edits.map(({ span, text }) => ({ range: lines.range(span), text })),
  };
}
