import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Span, YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from '../node.ts';
import { keyProblem } from './keys.ts';
import type { YamlProblem } from './problem.ts';
import { ESCAPED_SURROGATE } from './surrogate.ts';
import { collectionProblem, constructScalar, isSetTag } from './tags.ts';

/** Turns the package's tree into ours, typed as PyYAML types it, and collects what its composer and constructor refuse. */
export class TreeBuilder {
  readonly problems: YamlProblem[] = [];
  readonly #text: string;
  readonly #anchors = new Map<string, YamlNode>();

  constructor(text: string) {
    this.#text = text;
  }

  build(node: unknown, nothingAt: number): YamlNode {
    if (isScalar(node)) return this.#scalar(node, nothingAt);
    if (isMap(node)) return this.#map(node, nothingAt);
    if (isSeq(node)) return this.#list(node, nothingAt);
    if (isAlias(node)) return this.#alias(node, nothingAt);
    return { kind: 'scalar', type: 'null', text: '', span: { start: nothingAt, end: nothingAt } };
  }

  #scalar(node: Scalar, nothingAt: number): YamlScalar {
    const span = spanOf(node, nothingAt);
    const text = typeof node.value === 'string' ? node.value : '';
    const made = constructScalar(text, node.tag, node.type === 'PLAIN' || node.type === undefined);
    if ('problem' in made) {
      this.#complain(made.problem, span, made.hint);
      return this.#anchored(node, { kind: 'scalar', type: 'string', text, span });
    }
    const surrogate =
      node.type === 'QUOTE_DOUBLE' && ESCAPED_SURROGATE.test(this.#text.slice(span.start, span.end));
    const type = surrogate && made.type === 'string' ? 'surrogates' : made.type;
    return this.#anchored(node, { kind: 'scalar', type, text: made.text, span });
  }

  #map(node: YAMLMap, nothingAt: number): YamlMap | YamlList {
    const { start, end } = spanOf(node, nothingAt);
    const entries: YamlEntry[] = [];
    const span = { start, end };
    const map = this.#anchored(node, { kind: 'map', entries, span });
    for (const pair of node.items) {
      const entry = this.#entry(pair, start);
      if (entry) entries.push(entry);
      const problem = keyProblem(pair, this.#text);
      if (problem) this.problems.push(problem);
      if (!node.flow) span.end = entry?.value.span.end ?? span.end;
    }
    this.#checkCollection(node.tag, map);
    return isSetTag(node.tag) ? { kind: 'list', set: true, items: entries.map(({ key }) => key), span } : map;
  }

  #entry(pair: Pair, nothingAt: number): YamlEntry | undefined {
    const key = this.build(pair.key, nothingAt);
    const value = this.build(pair.value, key.span.end);
    if (key.kind === 'scalar') return { key, value };
    this.#complain(
      `A ${key.kind === 'map' ? 'mapping' : 'sequence'} cannot be a key: Python cannot hash it.`,
      key.span,
      this.#text.startsWith('{', key.span.start)
        ? 'If this is a template such as {{ NAME }}, fill it in before Truss reads the file, or put it in quotes.'
        : undefined,
    );
    return undefined;
  }

  #list(node: YAMLSeq, nothingAt: number): YamlList {
    const { start, end } = spanOf(node, nothingAt);
    const items: YamlNode[] = [];
    const span = { start, end };
    const list = this.#anchored(node, { kind: 'list', set: false, items, span });
    for (const item of node.items) {
      const built = this.build(item, start);
      items.push(built);
      if (!node.flow) span.end = built.span.end;
    }
    this.#checkCollection(node.tag, list);
    return list;
  }

  /** The anchored node itself, seen at the alias's place: it is never copied, so a bomb of aliases stays small. */
  #alias(node: Alias, nothingAt: number): YamlNode {
    const span = spanOf(node, nothingAt);
    const target = this.#anchors.get(node.source);
    if (target) return { ...target, span };
    this.#complain(
      'There is no anchor of this name before the alias.',
      span,
      'If the "*" is part of the value, put it in quotes.',
    );
    return { kind: 'scalar', type: 'null', text: '', span };
  }

  /** Must run before the children are built: a node may contain an alias of itself. */
  #anchored<Built extends YamlNode>(node: { anchor?: string }, built: Built): Built {
    if (node.anchor === undefined) return built;
    if (this.#anchors.has(node.anchor))
      this.#complain('The anchor of this node is defined a second time here; Python allows one.', built.span);
    this.#anchors.set(node.anchor, built);
    return built;
  }

  #checkCollection(tag: string | undefined, node: YamlMap | YamlList): void {
    const problem = collectionProblem(tag, node);
    if (problem) this.#complain(problem, node.span);
  }

  #complain(message: string, span: Span, hint?: string): void {
    this.problems.push(hint === undefined ? { message, span } : { message, span, hint });
  }
}

function spanOf(
  node: { range?: [number, number, number] | null | undefined },
  nothingAt: number,
): Span & { end: number } {
  const [start, end] = node.range ?? [nothingAt, nothingAt];
  return { start, end };
}
