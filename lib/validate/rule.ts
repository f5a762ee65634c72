import type { Finding, Fix, Severity } from './finding.ts';
import type { ConfigFile } from './model/config-file.ts';
import type { Span } from './yaml/node.ts';
import type { YamlPath } from './yaml/path.ts';

/** TDA: a config.yaml of Truss. FAL: a registries mapping of fal. */
export type RuleId = `${'TDA' | 'FAL'}${number}`;

/** A rule, as far as the validation needs it. */
export interface RuleName {
  readonly id: RuleId;
  readonly severity: Severity;
  readonly title: string;
  /** The rule has a fix. */
  readonly fixable?: boolean;
  /** The rule's places are never secret, such as a region: their values may be shown. */
  readonly shows?: true;
}

/** The documentation of a rule. The examples are also its tests. */
export interface RuleInfo extends RuleName {
  /** The consequence of the mistake. */
  readonly why: string;
  /** A file in which the rule finds something. */
  readonly caught: string;
  /** The same file as it should be. */
  readonly passed: string;
  /** The registries.yml for the examples. */
  readonly registries?: string;
}

export interface Rule extends RuleInfo {
  check(file: ConfigFile): Iterable<Hit>;
}

export interface Hit {
  at: { readonly span: Span };
  path: YamlPath;
  message: string;
  hint?: string | undefined;
  /** Lines to copy, below the hint. */
  example?: readonly string[];
  fix?: Fix | undefined;
}

export function findingOf(rule: RuleName, { at, path, message, hint, example, fix }: Hit): Finding {
  return {
    rule: rule.id,
    severity: rule.severity,
    message,
    path,
    span: at.span,
    ...(hint === undefined ? {} : { hint }),
    ...(fix === undefined ? {} : { fix }),
    ...(example === undefined ? {} : { example }),
    ...(rule.shows ? { shows: rule.shows } : {}),
  };
}
