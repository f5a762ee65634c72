import type { Span, YamlEntry, YamlScalar } from './yaml/node.ts';
import type { YamlPath } from './yaml/path.ts';

/** `error`: Truss or the pull will fail, or a secret is exposed. `warning`: very likely wrong. `info`: there is a better way. */
export type Severity = 'error' | 'warning' | 'info';

/** One mistake or risk in a file. */
export interface Finding {
  rule: string;
  severity: Severity;
  message: string;
  path: YamlPath;
  span: Span;
  /** The next thing to do. */
  hint?: string;
  /** Lines to copy, below the hint. */
  example?: readonly string[];
  fix?: Fix;
  /** The value at the place is not secret and may be shown. Any other value is masked. */
  shows?: true;
  /** The commands of Truss that fail because of it: all, or only `truss push`. `unknown`: perhaps all. */
  stops?: 'load' | 'push' | 'unknown';
}

/** Edits that correct the finding and change nothing else. They do not overlap. */
export interface Fix {
  title: string;
  edits: readonly Edit[];
  /** The expected change of the file's content. It is checked before the fix is offered. */
  change: Change;
}

export interface Edit {
  span: Span;
  text: string;
}

/** Whether Truss accepts the file. `unknown` if that depends on something that is not modelled. */
export type FileOutcome = boolean | 'unknown';

/** A changed scalar, an added entry of a mapping, or a file that becomes readable. */
export type Change =
  | { kind: 'rewrite'; node: YamlScalar; text: string }
  | { kind: 'add'; beside: YamlEntry; name: string; value: AddedValue }
  | { kind: 'readable' };

/** Text, null, or a mapping with one entry. */
export type AddedValue = string | null | { name: string; value: AddedValue };

/** Truss has two verdicts: `load` for every command and the server, `push` for `truss push`, which is stricter. */
export interface TrussVerdict {
  load: FileOutcome;
  push: FileOutcome;
}

export function verdictOf(findings: readonly Finding[]): TrussVerdict {
  const stops = new Set(findings.map((finding) => finding.stops));
  if (stops.has('load')) return { load: false, push: false };
  const load = stops.has('unknown') ? 'unknown' : true;
  return { load, push: stops.has('push') ? false : load };
}

/** Sorts findings by place. At the same place, the more severe one comes first. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (one, other) => one.span.start - other.span.start || GRAVITY[one.severity] - GRAVITY[other.severity],
  );
}

const GRAVITY: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
