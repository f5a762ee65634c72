import {
  type Bracket,
  CLOSING,
  type Complaint,
  complaintInBrackets,
  NO_DOCUMENT_START,
  SECOND_DOCUMENT,
  TOO_MUCH,
  UNEXPECTED,
} from './complaints.ts';
import { constructScalar, type Tag, tagOf } from './constructor.ts';
import type { Cursor } from './cursor.ts';
import type { Span, YamlEntry, YamlNode, YamlScalar } from './node.ts';
import { Scanner, type Token } from './scanner.ts';

/** Called for every key and value that is read. It may throw, to end the reading of a text that has too many. */
export type OnValue = () => void;

/** The tokens that may precede a value. */
interface Properties {
  tag?: string;
  anchor?: Token;
  end?: number;
}

type Pair = [key: YamlNode, value: YamlNode];

/**
 * Python fails at some depth of nesting: when `truss push` writes JSON at about 255, when it reads YAML at about twice
 * that. The limit also protects our own stack, because nodes are read recursively.
 */
const MAX_DEPTH = 250;

const NO_PROPERTIES: Properties = {};
const DEFAULT_HANDLES: readonly [string, string][] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
];
/**
 * Composes the tokens of a text like PyYAML's parser and composer (yaml/parser.py, yaml/composer.py, 6.0.3). Constructs
 * each node like SafeLoader (yaml/constructor.py), with Truss's own check of keys.
 */
export class Composer {
  readonly #cursor: Cursor;
  readonly #scanner: Scanner;
  readonly #onValue: OnValue;
  readonly #anchors = new Map<string, YamlNode>();
  #handles = new Map(DEFAULT_HANDLES);
  #depth = 0;
  #anchored = 0;
  /** The innermost bracket that is open. */
  #open: Bracket | undefined;

  constructor(cursor: Cursor, onValue: OnValue) {
    this.#cursor = cursor;
    this.#scanner = new Scanner(cursor);
    this.#onValue = onValue;
  }

  /** The one document of the text; null, for an empty text. */
  document(): YamlNode {
    const explicit = this.#is('directive', '---');
    if (explicit) this.#documentStart();
    const empty = this.#is('end') || (explicit && this.#is('directive', '---', '...'));
    const root = empty ? this.#nothing(this.#scanner.peek().start) : this.#node(true, false);
    if (!this.#is('...', '---', 'directive', 'end')) this.#unexpected();
    while (this.#is('...')) this.#scanner.next();
    if (!this.#is('end')) this.#complain(SECOND_DOCUMENT);
    return root;
  }

  #is(...types: Token['type'][]): boolean {
    return types.includes(this.#scanner.peek().type);
  }

  #documentStart(): void {
    const handles = new Map<string, string>();
    let versions = 0;
    while (this.#is('directive')) {
      const { handle, text, start, end } = this.#scanner.next();
      const hint = 'Delete the line: Truss always reads the file as YAML 1.1.';
      if (handle === 'YAML' ? ++versions > 1 || Number(text) !== 1 : handles.has(handle ?? ''))
        this.#cursor.fail('PyYAML does not accept this directive.', hint, start, end);
      if (handle !== undefined && handle !== 'YAML') handles.set(handle, text);
    }
    if (!this.#is('---')) this.#complain(NO_DOCUMENT_START);
    this.#scanner.next();
    this.#handles = new Map([...DEFAULT_HANDLES, ...handles]);
  }

  /** `block` allows a collection without brackets; `indentless`, a list that is not deeper than its key. */
  #node(block: boolean, indentless: boolean): YamlNode {
    const { type } = this.#scanner.peek();
    if (type === 'alias') return this.#alias(this.#scanner.next());
    const properties = type === 'anchor' || type === 'tag' ? this.#properties() : NO_PROPERTIES;
    const { anchor } = properties;
    if (!anchor) return this.#content(properties, block, indentless);
    if (this.#anchors.has(anchor.text))
      this.#fail('Another value has an anchor of this name.', 'Rename one of the two.', anchor);
    // Until the node is complete, an alias of it is in the node itself.
    this.#anchors.set(anchor.text, { kind: 'map', entries: [], span: anchor, shared: true, recursive: true });
    this.#anchored++;
    const node = this.#content(properties, block, indentless);
    this.#anchored--;
    this.#anchors.set(anchor.text, node);
    return node;
  }

  #properties(): Properties {
    const properties: Properties = {};
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === 'anchor' && !properties.anchor) properties.anchor = token;
      else if (token.type === 'tag' && properties.tag === undefined) properties.tag = this.#fullTag(token);
      else return properties;
      properties.end = this.#scanner.next().end;
    }
  }

  #fullTag({ handle, text, start, end }: Token): string {
    const prefix = handle === undefined ? '' : this.#handles.get(handle);
    if (prefix !== undefined) return prefix + text;
    const hint = 'Put the value in quotes, if the "!" is part of it.';
    return this.#cursor.fail('This tag has a prefix that no %TAG line declares.', hint, start, end);
  }

  /** The same node at the place of the alias. It is never copied, so that an alias bomb stays small. */
  #alias({ text, start, end }: Token): YamlNode {
    this.#onValue();
    const target = this.#anchors.get(text);
    const hint = 'Put the value in quotes, if the "*" is part of it.';
    if (!target) return this.#cursor.fail('No anchor of this name comes before the alias.', hint, start, end);
    return { ...target, span: { start, end }, shared: true };
  }

  #content({ tag, end }: Properties, block: boolean, indentless: boolean): YamlNode {
    const { type, start } = this.#scanner.peek();
    if (type === 'plain' || type === 'quoted') return this.#scalar(this.#scanner.next(), tag);
    if (type === '[' || type === '{') return this.#flow(type, start, tag);
    if (type === '-' && indentless) return this.#blockList(start, tag, true);
    if (type === 'sequence' && block) return this.#blockList(this.#scanner.next().start, tag, false);
    if (type === 'mapping' && block) return this.#blockMap(this.#scanner.next().start, tag);
    return end === undefined ? this.#unexpected() : this.#nothing(end, tag);
  }

  #scalar(token: Token, tag: string | undefined): YamlScalar {
    this.#onValue();
    const scalar = constructScalar(token, tag, this.#cursor);
    return this.#anchored > 0 ? { ...scalar, shared: true } : scalar;
  }

  /** An empty value, at the end of the spaces before it. */
  #nothing(after: number, tag?: string): YamlScalar {
    let at = after;
    while (this.#cursor.text.charCodeAt(at) === 0x20) at++;
    return this.#scalar({ type: 'plain', start: at, end: at, text: '' }, tag);
  }

  #blockList(start: number, tag: string | undefined, indentless: boolean): YamlNode {
    const items: YamlNode[] = [];
    this.#deeper(start);
    while (this.#scanner.peek().type === '-') {
      const dash = this.#scanner.next();
      const { type } = this.#scanner.peek();
      const empty = type === '-' || type === 'dedent' || (indentless && (type === 'key' || type === ':'));
      items.push(empty ? this.#nothing(dash.end) : this.#node(true, false));
    }
    if (!indentless) this.#dedent();
    this.#depth--;
    return this.#list(items, { start, end: items.at(-1)?.span.end ?? start }, tag);
  }

  #blockMap(start: number, tag: string | undefined): YamlNode {
    const pairs: Pair[] = [];
    this.#deeper(start);
    while (this.#scanner.peek().type === 'key') pairs.push(this.#pair(true, 'dedent', 'key'));
    this.#dedent();
    this.#depth--;
    return this.#map(pairs, { start, end: pairs.at(-1)?.[1].span.end ?? start }, tag);
  }

  #deeper(start: number): void {
    this.#onValue();
    if (++this.#depth <= MAX_DEPTH) return;
    const hint = 'Flatten the part that starts here; settings of Truss nest only a few levels.';
    this.#cursor.fail(
      `The nesting is deeper than ${MAX_DEPTH} levels, which is too deep for Python.`,
      hint,
      start,
    );
  }

  #dedent(): void {
    if (this.#scanner.peek().type !== 'dedent') this.#unexpected();
    this.#scanner.next();
  }

  /** A key and its value. Two kinds of token mark a missing one. */
  #pair(block: boolean, end: Token['type'], next: Token['type']): Pair {
    const mark = this.#scanner.next();
    const isMissing = ({ type }: Token) => type === ':' || type === end || type === next;
    const key = isMissing(this.#scanner.peek()) ? this.#nothing(mark.end) : this.#node(block, block);
    if (this.#scanner.peek().type !== ':') return [key, this.#nothing(key.span.end)];
    const colon = this.#scanner.next();
    return [key, isMissing(this.#scanner.peek()) ? this.#nothing(colon.end) : this.#node(block, block)];
  }

  /** The entries between brackets, separated by commas. A comma after the last one is allowed. */
  #flow(type: '[' | '{', start: number, tag: string | undefined): YamlNode {
    const outer = this.#open;
    const closing = CLOSING[type];
    const items: YamlNode[] = [];
    const pairs: Pair[] = [];
    this.#open = { type, start };
    this.#deeper(start);
    this.#scanner.next();
    for (let first = true; this.#scanner.peek().type !== closing; first = false) {
      if (!first) {
        if (this.#scanner.peek().type !== ',') this.#unexpected();
        this.#scanner.next();
        if (this.#scanner.peek().type === closing) break;
      }
      const token = this.#scanner.peek();
      const pair = token.type === 'key' ? this.#pair(false, closing, ',') : undefined;
      const node = pair?.[0] ?? this.#node(false, false);
      if (type === '{') pairs.push(pair ?? [node, this.#nothing(node.span.end)]);
      else
        items.push(pair ? this.#map([pair], { start: token.start, end: pair[1].span.end }, undefined) : node);
    }
    const span = { start, end: this.#scanner.next().end };
    this.#depth--;
    this.#open = outer;
    return type === '{' ? this.#map(pairs, span, tag) : this.#list(items, span, tag);
  }

  #list(items: YamlNode[], span: Span, name: string | undefined): YamlNode {
    const shared = this.#anchored > 0 ? ({ shared: true } as const) : undefined;
    const tag = collectionTag(name, 'seq');
    if (tag === 'seq') return { kind: 'list', set: false, items, span, ...shared };
    if (tag !== 'omap' && tag !== 'pairs') return this.#doesNotFit(tag, 'list', span);
    // Python converts each to a tuple.
    const tuples = items.map((item): YamlNode => {
      const [entry, more] = item.kind === 'map' ? item.entries : [];
      if (!entry || more) return this.#doesNotFit(tag, 'list of something else than single pairs', item.span);
      return { kind: 'list', set: false, items: [entry.key, entry.value], span: item.span, ...shared };
    });
    return { kind: 'list', set: false, items: tuples, span, ...shared };
  }

  #map(pairs: readonly Pair[], span: Span, name: string | undefined): YamlNode {
    const shared = this.#anchored > 0 ? ({ shared: true } as const) : undefined;
    const tag = collectionTag(name, 'map');
    if (tag !== 'map' && tag !== 'set') return this.#doesNotFit(tag, 'mapping', span);
    const entries = pairs.map(([key, value]): YamlEntry => {
      if (key.kind === 'scalar') return { key, value };
      const hint = 'Fill in templates such as {{ NAME }} before Truss reads the file, or put them in quotes.';
      return this.#fail(`A ${key.kind === 'map' ? 'mapping' : 'list'} cannot be a key.`, hint, key.span);
    });
    if (tag === 'map') return { kind: 'map', entries, span, ...shared };
    return { kind: 'list', set: true, items: entries.map(({ key }) => key), span, ...shared };
  }

  // The words for an unexpected token

  #fail(message: string, hint: string, { start, end }: Span): never {
    return this.#cursor.fail(message, hint, start, end);
  }

  #doesNotFit(tag: Tag, kind: string, span: Span): never {
    if (tag !== 'unknown') return this.#fail(`!!${tag} does not fit a ${kind}.`, 'Delete the tag.', span);
    return this.#fail('Truss supports no custom tags.', 'Delete the tag.', span);
  }

  #unexpected(): never {
    const token = this.#scanner.peek();
    if (this.#open) this.#fail(...complaintInBrackets(this.#cursor.text, token, this.#open));
    return this.#complain(UNEXPECTED[token.type] ?? TOO_MUCH);
  }

  #complain([message, hint]: Complaint): never {
    return this.#fail(message, hint, this.#scanner.peek());
  }
}

function collectionTag(name: string | undefined, kind: 'seq' | 'map'): Tag {
  return name === undefined || name === '!' ? kind : tagOf(name);
}
