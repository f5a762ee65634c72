import type { Child, Composed, ComposedList, ComposedMap, ComposedScalar } from './composer.ts';
import type { ScalarType, Span, YamlEntry, YamlNode, YamlScalar } from './node.ts';
import { Unreadable } from './problem.ts';
import type { Tag } from './resolver.ts';
import { bytesOf, dateProblem, floatOf, integerOf } from './values.ts';

/** What SafeLoader can make of a mapping with an "=" in it, by the tag of the mapping: the value of that key. */
const FROM_VALUE_KEY: readonly Tag[] = ['str', 'null', 'bool', 'int', 'float', 'binary'];

/** Gives nodes their meaning, as PyYAML's SafeLoader with Truss's own duplicate-key check does, or stops where it fails. */
export class Constructor {
  construct(child: Child, inShared = false): YamlNode {
    return child.kind === 'alias' ? this.#alias(child.target, child.span) : this.#node(child, inShared);
  }

  #node(node: Composed, inShared: boolean): YamlNode {
    const shared = inShared || node.shared;
    node.made = 'in progress';
    const made = this.#made(node, shared);
    node.made = made;
    return shared ? { ...made, shared: true } : made;
  }

  /** The node itself, seen at the place of the alias: it is never copied, so that a bomb of aliases stays small. */
  #alias(target: Composed, span: Span): YamlNode {
    if (target.made === 'in progress') return this.#recursive(target, span);
    return { ...(target.made ?? this.#node(target, true)), span, shared: true };
  }

  /** A node inside itself. It is cut there, so that a tree always ends. */
  #recursive(target: Composed, span: Span): YamlNode {
    if (target.kind === 'list')
      return { kind: 'list', set: false, items: [], span, shared: true, recursive: true };
    return { kind: 'map', entries: [], span, shared: true, recursive: true };
  }

  #made(node: Composed, shared: boolean): YamlNode {
    switch (node.tag) {
      case 'unknown':
        return fail('Truss knows no tags of its own.', node.span, QUOTE_OR_DELETE);
      case 'merge':
        return fail('Truss cannot read "<<": its loader fails on every merge key.', node.span, MERGE_HINT);
      case 'value':
        return fail(
          'A bare "=" is special in YAML 1.1, and Truss cannot read it.',
          node.span,
          'Write "=" in quotes.',
        );
      case 'seq':
        if (node.kind === 'list') return this.#list(node, shared);
        break;
      case 'omap':
      case 'pairs':
        if (node.kind === 'list') return this.#listOfPairs(node, shared);
        break;
      case 'map':
      case 'set':
        if (node.kind === 'map') return this.#map(node, shared);
        break;
      default:
        if (node.kind === 'scalar') return this.#scalar(node, node.span, node.tag);
        if (node.kind === 'map' && FROM_VALUE_KEY.includes(node.tag))
          return this.#scalar(scalarIn(node, 0), node.span, node.tag);
    }
    return fail(
      `!!${node.tag} does not fit this value: it is a ${NAMES[node.kind]}.`,
      node.span,
      'Delete the tag.',
    );
  }

  #list({ items, span }: ComposedList, shared: boolean): YamlNode {
    return { kind: 'list', set: false, items: items.map((item) => this.construct(item, shared)), span };
  }

  /** Python makes tuples of two of them. */
  #listOfPairs({ items, span, tag }: ComposedList, shared: boolean): YamlNode {
    const tuples = items.map((item): YamlNode => {
      const node = item.kind === 'alias' ? item.target : item;
      const [pair, more] = node.kind === 'map' ? node.pairs : [];
      if (!pair || more)
        return fail(`!!${tag} takes a list of mappings with one key each.`, item.span, 'Delete the tag.');
      const [key, value] = pair;
      const tuple = [this.construct(key, shared), this.construct(value, shared)];
      return { kind: 'list', set: false, items: tuple, span: item.span };
    });
    return { kind: 'list', set: false, items: tuples, span };
  }

  #map({ pairs, span, tag }: ComposedMap, shared: boolean): YamlNode {
    const entries = pairs.map(([key, value]): YamlEntry => {
      const made = this.construct(key, shared);
      return { key: made.kind === 'scalar' ? made : unhashable(made), value: this.construct(value, shared) };
    });
    if (tag === 'set') return { kind: 'list', set: true, items: entries.map(({ key }) => key), span };
    return { kind: 'map', entries, span };
  }

  #scalar({ text, halves }: ComposedScalar, span: Span, tag: Tag): YamlScalar {
    switch (tag) {
      case 'bool':
        if (!/^(?:yes|no|true|false|on|off)$/i.test(text)) fail('This is not a boolean.', span, NOT_READABLE);
        return scalar('boolean', text, span);
      case 'int':
        return number('integer', text, span, integerOf(text));
      case 'float':
        return number('float', text, span, floatOf(text));
      case 'timestamp': {
        const problem = dateProblem(text);
        if (problem !== undefined) fail(`Truss fails on this date: ${problem}.`, span, NOT_READABLE);
        return scalar('timestamp', text, span);
      }
      case 'binary':
        return binary(text, span);
      default:
        if (tag === 'null') return scalar('null', text, span);
        return scalar(halves ? 'surrogates' : 'string', text, span);
    }
  }
}

const NAMES = { scalar: 'single value', list: 'list', map: 'mapping' };
const QUOTE_OR_DELETE = 'Put the value in quotes, if the "!" is part of it; or delete the tag.';
const MERGE_HINT = 'Write the merged keys out. Anchors and aliases without "<<" work.';
const NOT_READABLE = 'Put the value in quotes, if it is meant as text.';

function fail(message: string, span: Span, hint: string): never {
  throw new Unreadable(message, span, hint);
}

function unhashable({ kind, span }: Exclude<YamlNode, YamlScalar>): never {
  const hint = 'Fill in templates such as {{ NAME }} before Truss reads the file, or put them in quotes.';
  return fail(`A ${kind === 'map' ? 'mapping' : 'list'} cannot be a key.`, span, hint);
}

/** What a mapping has under "=", which may be another such mapping. */
function scalarIn(map: ComposedMap, depth: number): ComposedScalar {
  const value = map.pairs.find(([key]) => nodeOf(key).tag === 'value')?.[1];
  const node = value && nodeOf(value);
  if (node?.kind === 'scalar') return node;
  if (node?.kind === 'map' && depth < 250) return scalarIn(node, depth + 1);
  return fail(`!!${map.tag} does not fit this value: it is a mapping.`, map.span, 'Delete the tag.');
}

function nodeOf(child: Child): Composed {
  return child.kind === 'alias' ? child.target : child;
}

function scalar(type: ScalarType, text: string, span: Span): YamlScalar {
  return { kind: 'scalar', type, text, span };
}

function number(type: 'integer' | 'float', text: string, span: Span, value: number | undefined): YamlScalar {
  if (value === undefined) return fail('Python cannot read this number.', span, NOT_READABLE);
  return { kind: 'scalar', type, text, span, number: value };
}

/** Bytes that are UTF-8 count as text further on; bytes that are not, do not. */
function binary(text: string, span: Span): YamlScalar {
  const bytes = bytesOf(text);
  if (!bytes) return fail('!!binary takes base64, and this is none.', span, 'Delete the tag.');
  try {
    return scalar('binary', new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), span);
  } catch {
    return scalar('undecodable', text, span);
  }
}
