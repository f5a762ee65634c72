import type { Finding, Fix, Severity } from './finding.ts';
import type { ConfigFile } from './model/config-file.ts';
import type { Span } from './yaml/node.ts';
import type { YamlPath } from './yaml/path.ts';

/** TDA: a config.yaml of Truss. FAL: a registries mapping of fal. */
export type RuleId = `${'TDA' | 'FAL'}${number}`;

/** One thing that people get wrong, as far as a validation has to know of it. */
export interface RuleName {
  readonly id: RuleId;
  readonly severity: Severity;
  readonly title: string;
  /** Comes with a fix that changes nothing but what is wrong. */
  readonly fixable?: boolean;
  /** Points at values that are never secret, such as a region: they may be shown. */
  readonly shows?: true;
}

/** And what people are told about it. The examples are its tests and its page in docs/rules. */
export interface RuleInfo extends RuleName {
  /** What happens to those who leave it. */
  readonly why: string;
  /** A file in which the rule finds something. */
  readonly caught: string;
  /** The same file as it should be. */
  readonly passed: string;
  /** The registries.yml that the examples are checked with. */
  readonly registries?: string;
}

export interface Rule extends RuleInfo {
  /** The part of the file that the rule is about; without it the rule is not run. */
  readonly needs?: Subject;
  check(file: ConfigFile): Iterable<Hit>;
}

/** A docker_auth block, or one that signs in by a role, keys, OIDC or a key file; declared secrets; a registries.yml. */
export type Subject =
  | 'docker_auth'
  | 'aws_role'
  | 'aws_keys'
  | 'gcp_oidc'
  | 'gcp_key'
  | 'secrets'
  | 'registries';

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
