import type { Finding, Severity } from '../finding.ts';
import { conceal } from '../model/credential.ts';
import type { Validation } from '../validation.ts';
import { formatPath } from '../yaml/path.ts';
import { Lines, type Range } from '../yaml/position.ts';

/** A file by the name it is reported under. */
export interface NamedValidation extends Validation {
  path: string;
}

/**
 * A finding as it leaves pullkeeper, the same from the command line and from the API. Messages quote what they are
 * about, and that may be a token in the wrong field: here is where credentials are taken out.
 */
export interface PresentedFinding {
  rule: string;
  severity: Severity;
  message: string;
  path: string;
  range: Range;
  hint?: string;
  fix?: { title: string; edits: { range: Range; text: string }[] };
}

export function presentFinding(
  { rule, severity, message, path, span, hint, fix }: Finding,
  lines: Lines,
): PresentedFinding {
  return {
    rule,
    severity,
    message: conceal(message),
    path: conceal(formatPath(path)),
    range: lines.range(span),
    ...(hint === undefined ? {} : { hint: conceal(hint) }),
    ...(fix === undefined
      ? {}
      : {
          fix: {
            title: fix.title,
            edits: fix.edits.map((edit) => ({ range: lines.range(edit.span), text: edit.text })),
          },
        }),
  };
}

export function presentFindings({ text, findings }: Validation): PresentedFinding[] {
  const lines = new Lines(text);
  return findings.map((finding) => presentFinding(finding, lines));
}
