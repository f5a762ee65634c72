/** A part of the text, as offsets in UTF-16 units; the end is not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * PyYAML's type of a scalar. `binary` is bytes in UTF-8, `undecodable` other bytes. `surrogates` is a string with an
 * escaped half of a character: pydantic accepts it only as a plain string.
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

/** Why a file cannot be read, at the place where the reader stops. Never quotes the file: that text may be a password. */
export interface YamlProblem {
  message: string;
  span: Span;
  hint?: string;
}

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** The text as YAML reads it, without quotes and escapes. An escape may be half of a character, as in Python. */
  readonly text: string;
  /** The value of an integer or a float in any base; a large integer is rounded. */
  readonly number?: number;
  readonly span: Span;
  /** The node has an alias, or is one: an edit would change more than one place. */
  readonly shared?: true;
}

/** A sequence; `set` marks a `!!set`, which Python keeps as one and models take for a list, never for a mapping. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: YamlNode[];
  readonly set: boolean;
  readonly span: Span;
  readonly shared?: true;
  /** Here the list contains itself; the tree ends instead, with an empty list. Truss loads it and cannot push it. */
  readonly recursive?: true;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: YamlEntry[];
  readonly span: Span;
  readonly shared?: true;
  readonly recursive?: true;
}

/** A key with its value. A key is always a scalar: Python cannot hash anything else. */
export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** The effective entry of a name: for Truss, the last of several. */
export function pairOf(node: YamlNode | undefined, name: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  // Called many times per file: a plain loop is fastest.
  for (let index = node.entries.length - 1; index >= 0; index--) {
    const entry = node.entries[index];
    if (entry?.key.text === name && entry.key.type === 'string') return entry;
  }
  return undefined;
}

export function childOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return pairOf(node, name)?.value;
}

/** The node, if it is a non-empty string. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type === 'string' && node.text !== '' ? node.text : undefined;
}

export function isNull(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.type === 'null';
}
