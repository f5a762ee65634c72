import type { Cursor } from './cursor.ts';
import type { Span, YamlNode } from './node.ts';
import { resolvePlain, type Tag, tagOf } from './resolver.ts';
import { MAX_DEPTH, Scanner, type Token, type TokenType, tooDeep } from './scanner.ts';

/** A node as it is written, with the type that its tag or its looks give it. What it means is for the constructor. */
export type Composed = ComposedScalar | ComposedList | ComposedMap;

interface ComposedNode {
  readonly tag: Tag;
  readonly span: { start: number; end: number };
  /** An alias repeats it. */
  shared: boolean;
  /** What the constructor has made of it. */
  made: YamlNode | 'in progress' | undefined;
}

export interface ComposedScalar extends ComposedNode {
  readonly kind: 'scalar';
  readonly text: string;
  /** Whether an escape in it is half of a character. */
  readonly halves: boolean;
}

export interface ComposedList extends ComposedNode {
  readonly kind: 'list';
  readonly items: Child[];
}

export interface ComposedMap extends ComposedNode {
  readonly kind: 'map';
  readonly pairs: [key: Child, value: Child][];
}

export interface ComposedAlias {
  readonly kind: 'alias';
  readonly target: Composed;
  readonly span: Span;
}

export type Child = Composed | ComposedAlias;

/** What may stand before a value. */
interface Properties {
  tag?: string;
  anchor?: Token;
  end?: number;
}

/** Called for every key and value that is read. It may throw, to end the reading of a text that has too many. */
export type OnValue = () => void;

const DEFAULT_HANDLES: readonly [string, string][] = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
];

const CLOSING = { '[': ']', '{': '}' } as const;

const NO_PROPERTIES: Properties = {};

/** Puts the tokens of a text together, as PyYAML's parser and composer do (yaml/parser.py, yaml/composer.py, 6.0.3). */
export class Composer {
  readonly #cursor: Cursor;
  readonly #scanner: Scanner;
  readonly #onValue: OnValue;
  readonly #anchors = new Map<string, Composed>();
  #handles = new Map(DEFAULT_HANDLES);
  #depth = 0;
  /** The innermost bracket that is open. */
  #open: { type: '[' | '{'; start: number } | undefined;

  constructor(cursor: Cursor, onValue: OnValue) {
    this.#cursor = cursor;
    this.#onValue = onValue;
    this.#scanner = new Scanner(cursor);
  }

  /** The one document of the text; null, for an empty text. */
  document(): Child {
    const explicit = this.#is('directive', '---');
    if (explicit) this.#documentStart();
    else if (this.#is('...')) this.#documentEndAtTop();
    const empty = this.#is('end') || (explicit && this.#is('directive', '---', '...'));
    const root = empty ? this.#nothing(this.#scanner.peek().start) : this.#node(true, false);
    if (!this.#is('...', '---', 'directive', 'end')) this.#unexpected();
    while (this.#is('...')) this.#scanner.next();
    if (!this.#is('end')) this.#secondDocument();
    return root;
  }

  #documentStart(): void {
    const handles = new Map<string, string>();
    let versions = 0;
    while (this.#is('directive')) {
      const { handle, text, start, end } = this.#scanner.next();
      const hint = 'Delete the line; Truss reads the file as YAML 1.1, whatever the line says.';
      if (handle === 'YAML' ? ++versions > 1 || Number(text) !== 1 : handles.has(handle ?? ''))
        this.#cursor.fail('PyYAML does not accept this directive.', hint, start, end);
      if (handle !== undefined && handle !== 'YAML') handles.set(handle, text);
    }
    if (!this.#is('---'))
      this.#cursor.fail(
        'Expected "---" after a line that starts with "%".',
        'Add a line "---" before this one.',
      );
    this.#scanner.next();
    this.#handles = new Map([...DEFAULT_HANDLES, ...handles]);
  }

  #is(...types: TokenType[]): boolean {
    return types.includes(this.#scanner.peek().type);
  }

  /** `block` allows a collection without brackets; `indentless`, a list that is not deeper than its key. */
  #node(block: boolean, indentless: boolean): Child {
    let token = this.#scanner.peek();
    if (token.type === 'alias') return this.#alias(this.#scanner.next());
    const propertied = token.type === 'anchor' || token.type === 'tag';
    const properties = propertied ? this.#properties() : NO_PROPERTIES;
    if (propertied) token = this.#scanner.peek();
    switch (token.type) {
      case 'plain':
      case 'quoted':
        return this.#scalar(this.#scanner.next(), properties);
      case '[':
        return this.#flowList(token.start, properties);
      case '{':
        return this.#flowMap(token.start, properties);
      case '-':
        if (indentless) return this.#blockList(token.start, properties, true);
        break;
      case 'sequence':
        if (block) return this.#blockList(this.#scanner.next().start, properties, false);
        break;
      case 'mapping':
        if (block) return this.#blockMap(this.#scanner.next().start, properties);
        break;
    }
    if (properties.end === undefined) return this.#unexpected();
    return this.#nothing(properties.end, properties);
  }

  #properties(): Properties {
    const properties: Properties = {};
    for (let token = this.#scanner.peek(); ; token = this.#scanner.peek()) {
      if (token.type === 'anchor' && !properties.anchor) properties.anchor = token;
      else if (token.type === 'tag' && properties.tag === undefined) properties.tag = this.#fullTag(token);
      else return properties;
      properties.end = this.#scanner.next().end;
    }
  }

  #fullTag({ handle, text, start, end }: Token): string {
    if (handle === undefined) return text;
    const prefix = this.#handles.get(handle);
    if (prefix !== undefined) return prefix + text;
    const hint = 'Put the value in quotes, if the "!" is part of it.';
    return this.#cursor.fail('This tag has a prefix that no %TAG line declares.', hint, start, end);
  }

  #alias({ text, start, end }: Token): ComposedAlias {
    const target = this.#anchors.get(text);
    if (!target) {
      const hint = 'Put the value in quotes, if the "*" is part of it.';
      return this.#cursor.fail('No anchor of this name comes before the alias.', hint, start, end);
    }
    target.shared = true;
    return { kind: 'alias', target, span: { start, end } };
  }

  /** Comes before what the node contains is read: there may be an alias of the node itself in it. */
  #anchored<Node extends Composed>(node: Node, { anchor }: Properties): Node {
    this.#onValue();
    if (!anchor) return node;
    if (this.#anchors.has(anchor.text)) {
      const hint = 'Give one of the two another name.';
      this.#cursor.fail('Another value has an anchor of this name.', hint, anchor.start, anchor.end);
    }
    this.#anchors.set(anchor.text, node);
    return node;
  }

  #scalar({ type, start, end, text, halves }: Omit<Token, 'handle'>, properties: Properties): ComposedScalar {
    const { tag } = properties;
    const resolves = tag === undefined ? type === 'plain' : tag === '!';
    const resolved = resolves ? resolvePlain(text) : tag === undefined ? 'str' : tagOf(tag);
    const span = { start, end };
    return this.#anchored(
      { kind: 'scalar', tag: resolved, text, halves, span, shared: false, made: undefined },
      properties,
    );
  }

  /** A value that is not written, behind the spaces that stand where it would be. */
  #nothing(after: number, properties = NO_PROPERTIES): Composed {
    let at = after;
    while (this.#cursor.text.charCodeAt(at) === 0x20) at++;
    return this.#empty(at, properties);
  }

  #empty(at: number, properties = NO_PROPERTIES): ComposedScalar {
    return this.#scalar({ type: 'plain', start: at, end: at, text: '', halves: false }, properties);
  }

  #list(start: number, properties: Properties): ComposedList {
    const tag = collectionTag(properties, 'seq');
    const span = { start, end: start };
    return this.#anchored({ kind: 'list', tag, items: [], span, shared: false, made: undefined }, properties);
  }

  #map(start: number, properties: Properties): ComposedMap {
    const tag = collectionTag(properties, 'map');
    const span = { start, end: start };
    return this.#anchored({ kind: 'map', tag, pairs: [], span, shared: false, made: undefined }, properties);
  }

  #deeper(start: number): void {
    if (++this.#depth > MAX_DEPTH) tooDeep(this.#cursor, start);
  }

  #blockList(start: number, properties: Properties, indentless: boolean): ComposedList {
    const node = this.#list(start, properties);
    this.#deeper(start);
    while (this.#scanner.peek().type === '-') {
      const dash = this.#scanner.next();
      const { type } = this.#scanner.peek();
      const empty = type === '-' || type === 'dedent' || (indentless && (type === 'key' || type === ':'));
      const item = empty ? this.#nothing(dash.end) : this.#node(true, false);
      node.items.push(item);
      node.span.end = item.span.end;
    }
    if (!indentless) this.#dedent();
    this.#depth--;
    return node;
  }

  #blockMap(start: number, properties: Properties): ComposedMap {
    const node = this.#map(start, properties);
    this.#deeper(start);
    while (this.#scanner.peek().type === 'key') {
      const pair = this.#pair(true, 'dedent', 'key');
      node.pairs.push(pair);
      node.span.end = pair[1].span.end;
    }
    this.#dedent();
    this.#depth--;
    return node;
  }

  #dedent(): void {
    if (this.#scanner.peek().type !== 'dedent') this.#unexpected();
    this.#scanner.next();
  }

  /** A key and its value, either of which may be missing; two tokens say that it is. */
  #pair(block: boolean, end: TokenType, next: TokenType): [Child, Child] {
    const mark = this.#scanner.next();
    const isMissing = ({ type }: Token) => type === ':' || type === end || type === next;
    const key = isMissing(this.#scanner.peek()) ? this.#nothing(mark.end) : this.#node(block, block);
    if (this.#scanner.peek().type !== ':') return [key, this.#empty(key.span.end)];
    const colon = this.#scanner.next();
    return [key, isMissing(this.#scanner.peek()) ? this.#nothing(colon.end) : this.#node(block, block)];
  }

  #flowList(start: number, properties: Properties): ComposedList {
    const node = this.#list(start, properties);
    this.#flow('[', node, () => {
      if (this.#scanner.peek().type !== 'key') node.items.push(this.#node(false, false));
      else {
        const map = this.#map(this.#scanner.peek().start, NO_PROPERTIES);
        const pair = this.#pair(false, ']', ',');
        map.pairs.push(pair);
        map.span.end = pair[1].span.end;
        node.items.push(map);
      }
    });
    return node;
  }

  #flowMap(start: number, properties: Properties): ComposedMap {
    const node = this.#map(start, properties);
    this.#flow('{', node, () => {
      if (this.#scanner.peek().type === 'key') node.pairs.push(this.#pair(false, '}', ','));
      else {
        const key = this.#node(false, false);
        node.pairs.push([key, this.#empty(key.span.end)]);
      }
    });
    return node;
  }

  /** What stands between brackets, with a comma after each but the last; that one may have a comma, too. */
  #flow(type: '[' | '{', { span }: ComposedList | ComposedMap, readItem: () => void): void {
    const outer = this.#open;
    this.#open = { type, start: span.start };
    this.#deeper(span.start);
    this.#scanner.next();
    for (let first = true; this.#scanner.peek().type !== CLOSING[type]; first = false) {
      if (!first) {
        if (this.#scanner.peek().type !== ',') this.#unexpected();
        this.#scanner.next();
        if (this.#scanner.peek().type === CLOSING[type]) break;
      }
      readItem();
    }
    span.end = this.#scanner.next().end;
    this.#depth--;
    this.#open = outer;
  }

  // What is wrong, for people

  #unexpected(): never {
    const { type, start, end } = this.#scanner.peek();
    if (this.#open) this.#unexpectedInBrackets(this.#open);
    switch (type) {
      case 'mapping':
      case 'sequence':
      case 'key':
      case 'dedent': {
        const hint = 'Give all keys of a mapping, and all items of a list, the same indentation.';
        return this.#cursor.fail('This line is not indented like the lines around it.', hint, start, end);
      }
      case '-': {
        const hint = 'Write the key of the list before it, or indent the list.';
        return this.#cursor.fail('A list cannot stand between the keys of a mapping.', hint, start, end);
      }
      case ':': {
        const hint = 'Write the key before the ":"; or put the value in quotes, if the ":" is part of it.';
        return this.#cursor.fail('There is no key before this ":".', hint, start, end);
      }
      case ']':
      case '}': {
        const hint = 'Delete it; or put the value in quotes, if it is part of one.';
        return this.#cursor.fail('This bracket closes nothing.', hint, start, end);
      }
      default:
        return this.#cursor.fail(
          'Something follows a value that is complete.',
          'Put the whole value in quotes; or start a new line.',
          start,
          end,
        );
    }
  }

  #unexpectedInBrackets(open: { type: '[' | '{'; start: number }): never {
    const { type, start, end } = this.#scanner.peek();
    const closing = CLOSING[open.type];
    if (type === ',')
      return this.#cursor.fail('There is no value before this comma.', 'Delete the comma.', start, end);
    if (type === 'end' || /[\r\n]/.test(this.#cursor.text.slice(open.start, start))) {
      const hint = `Add the "${closing}"; or a ",", if one is missing between two values.`;
      return this.#cursor.fail(`A "${open.type}" is never closed.`, hint, open.start, open.start + 1);
    }
    const hint = 'Put a "," between two values; put a value in quotes, if this is part of it.';
    return this.#cursor.fail(`Expected "," or "${closing}".`, hint, start, end);
  }

  /** Baseten's own docs start a sample with it. */
  #documentEndAtTop(): never {
    const { start, end } = this.#scanner.peek();
    const hint = 'Delete the line; in Baseten\'s docs it only stands for "the rest of your config".';
    return this.#cursor.fail('"..." ends a YAML document, and none has begun.', hint, start, end);
  }

  #secondDocument(): never {
    const { start, end } = this.#scanner.peek();
    const hint = 'Delete the line that separates the two, or move the second document to a file of its own.';
    return this.#cursor.fail('A second document starts here, and Truss reads only one.', hint, start, end);
  }
}

function collectionTag({ tag }: Properties, kind: 'seq' | 'map'): Tag {
  return tag === undefined || tag === '!' ? kind : tagOf(tag);
}
