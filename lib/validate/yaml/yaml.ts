import type { YamlNode } from './node.ts';
import { TreeBuilder } from './pyyaml/compose.ts';
import { composeDocument } from './pyyaml/document.ts';
import type { YamlProblem } from './pyyaml/problem.ts';
import { type OnToken, scan, type Uncomposed } from './pyyaml/scanner.ts';

export type { YamlProblem } from './pyyaml/problem.ts';
export type { OnToken } from './pyyaml/scanner.ts';

/** A file as Truss's YAML reader sees it: a tree, or the first thing that stops the reader. */
export type Reading = { text: string; root: YamlNode } | Unread;

export interface Unread {
  text: string;
  problem: YamlProblem;
  /** The same reader, for those who want to know whether an edit would help. */
  reread: (text: string) => Reading;
}

/**
 * Reads a text as PyYAML does with Truss's loader: YAML 1.1 types, one document, no merge keys, no unknown tags, dates
 * that exist. Every node keeps its place in the text.
 */
export function readYaml(text: string, onToken?: OnToken): Reading {
  const scanned = scan(text, onToken);
  return 'root' in scanned ? { text, root: scanned.root } : readComposed(text, scanned, onToken);
}

/** The rest of the way for a file that is not ordinary. */
export function readComposed(text: string, uncomposed: Uncomposed, onToken?: OnToken): Reading {
  const { document, problems } = composeDocument(uncomposed, onToken);
  const builder = new TreeBuilder(text);
  const root = builder.build(document?.contents, text.length);
  const problem = first([...problems, ...builder.problems]);
  return problem ? { text, problem, reread: (other) => readYaml(other) } : { text, root };
}

/** PyYAML stops at the first problem; whatever comes after it may be no more than its echo. */
function first(problems: YamlProblem[]): YamlProblem | undefined {
  return problems.reduce<YamlProblem | undefined>(
    (earliest, problem) => (earliest && earliest.span.start <= problem.span.start ? earliest : problem),
    undefined,
  );
}
