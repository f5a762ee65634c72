import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../yaml/node.ts';
import type { YamlReading } from '../yaml/yaml.ts';

/** Reads a TOML file into the tree of a YAML file, so that the same rules check both. */
export function readToml(text: string): YamlReading {
  try {
    const [table] = parseTOML(text).body;
    const root = emptyMap(0, text.length);
    for (const item of table.body) {
      if (item.type === 'TOMLKeyValue') addPair(root, item);
      else addTable(root, item);
    }
    return { text, root };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const span = { start: error.index, end: Math.min(text.length, error.index + 1) };
    const message = `This is not TOML: ${error.message.replace(/\.$/, '')}.`;
    return { text, problem: { message, span } };
  }
}

/** `[a.b]` opens b within a, and the pairs below it belong to b. A table in an array has its index as key. */
function addTable(root: YamlMap, table: AST.TOMLTable): void {
  const places = table.key.keys.map((key) => scalar('string', keyName(key), key.range));
  const indices = table.resolvedKey.filter((part) => typeof part === 'number');
  const last = places.at(-1);
  const map = descend(root, [
    ...places,
    ...(last && table.kind === 'array'
      ? indices.slice(-1).map((index) => scalar('string', String(index), last))
      : []),
  ]);
  for (const pair of table.body) addPair(map, pair);
}

function addPair(map: YamlMap, pair: AST.TOMLKeyValue): void {
  const keys = pair.key.keys.map((key) => scalar('string', keyName(key), key.range));
  const key = keys.pop();
  if (key) descend(map, keys).entries.push({ key, value: convert(pair.value) });
}

/** Returns the map at the end of a dotted key. Creates it if it does not exist. */
function descend(map: YamlMap, keys: YamlScalar[]): YamlMap {
  return keys.reduce((parent, key) => {
    const known = parent.entries.find((entry) => entry.key.text === key.text)?.value;
    if (known?.kind === 'map') return known;
    const entry: YamlEntry & { value: YamlMap } = { key, value: emptyMap(key.span.start, key.span.end) };
    parent.entries.push(entry);
    return entry.value;
  }, map);
}

function convert(node: AST.TOMLContentNode): YamlNode {
  switch (node.type) {
    case 'TOMLArray':
      return { kind: 'list', set: false, items: node.elements.map(convert), span: spanOf(node.range) };
    case 'TOMLInlineTable': {
      const map = emptyMap(...node.range);
      for (const pair of node.body) addPair(map, pair);
      return map;
    }
    default:
      return scalar(typeOf(node), String(node.value), node.range);
  }
}

function typeOf(node: AST.TOMLValue): YamlScalar['type'] {
  if (node.kind === 'string' || node.kind === 'boolean' || node.kind === 'integer' || node.kind === 'float')
    return node.kind;
  return 'timestamp';
}

function scalar(type: YamlScalar['type'], text: string, at: AST.Range | YamlScalar): YamlScalar {
  return { kind: 'scalar', type, text, span: 'span' in at ? at.span : spanOf(at) };
}

function emptyMap(start: number, end: number): YamlMap {
  return { kind: 'map', entries: [], span: { start, end } };
}

function spanOf([start, end]: AST.Range) {
  return { start, end };
}

function keyName(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}
