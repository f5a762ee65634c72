/** Where something stands in the text, as offsets in UTF-16 units: from the first one up to, not including, the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What PyYAML makes of a scalar. `binary` is text when its bytes are UTF-8, and `undecodable` when they are not.
 * `surrogates` is a string with an escaped half of a character: pydantic accepts it as a plain string and nowhere else.
 */
export type ScalarType =
  | 'string'
  | 'surrogates'
  | 'null'
  | 'boolean'
  | 'integer'
  | 'float'
  | 'timestamp'
  | 'binary'
  | 'undecodable';

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** The text as YAML reads it: quotes and escapes are gone, nothing else is. */
  readonly text: string;
  readonly span: Span;
}

/** A sequence; `set` marks a `!!set`, which Python keeps as one and models take for a list, never for a mapping. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: YamlNode[];
  readonly set: boolean;
  readonly span: Span;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: YamlEntry[];
  readonly span: Span;
}

/** A key with its value. Keys that are no scalar do not get this far: Python cannot hash them. */
export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** The entry that counts under a name: Truss lets the last of several win. */
export function entryOf(node: YamlNode | undefined, name: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  // Asked for many times per file: a plain loop is what the engine does best.
  for (let index = node.entries.length - 1; index >= 0; index--) {
    const entry = node.entries[index];
    if (entry?.key.text === name && entry.key.type === 'string') return entry;
  }
  return undefined;
}

export function childOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return entryOf(node, name)?.value;
}

/** The node as a string that says something: neither null nor another type, and not empty. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type === 'string' && node.text !== '' ? node.text : undefined;
}

export function isNull(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.type === 'null';
}
