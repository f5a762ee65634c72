/** A part of the text, as offsets in UTF-16 units; the end is not included. */
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
  /** An alias repeats it elsewhere, or it is repeated here: an edit would change more than one place. */
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

/** The entry that counts under a name: Truss lets the last of several win. */
export function pairOf(node: YamlNode | undefined, name: string): YamlEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  // Asked for many times per file: a plain loop is what the engine does best.
  for (let index = node.entries.length - 1; index >= 0; index--) {
    const entry = node.entries[index];
    if (entry?.key.text === name && entry.key.type === 'string') return entry;
  }
  return undefined;
}

export function childOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return pairOf(node, name)?.value;
}

/** The node as a string that says something: neither null nor another type, and not empty. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type === 'string' && node.text !== '' ? node.text : undefined;
}

export function isNull(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.type === 'null';
}
