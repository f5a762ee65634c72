import type { Finding } from '../finding.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../yaml/node.ts';
import { isNull } from '../yaml/node.ts';
import type { Path } from '../yaml/path.ts';
import { found, foundValue, quoteIt, refuse } from './refusal.ts';
import { unknownKeys } from './unknown-key.ts';

/** What Truss accepts in a place. Says what it refuses about a node. */
export type Shape = (node: YamlNode, path: Path) => readonly Finding[];

/** What nearly every shape has to say. */
const NOTHING: readonly Finding[] = [];

export interface ModelOptions {
  /** What pydantic does with a name that it does not know: keep it until `truss push` refuses it, or drop it. */
  unknown?: 'refuse-at-push' | 'drop';
  required?: readonly string[];
  /** Validators that look at the whole; they run only when every field is well by itself. */
  whole?: (map: YamlMap, path: Path) => readonly Finding[];
}

export const anything: Shape = () => NOTHING;

export const string: Shape = (node, path) => {
  if (
    node.kind === 'scalar' &&
    (node.type === 'string' || node.type === 'surrogates' || node.type === 'binary')
  )
    return NOTHING;
  if (node.kind === 'scalar' && node.type === 'undecodable')
    return [
      refuse('TDA002', path, node, 'must be text, and these are bytes or halves of characters that are none'),
    ];
  return [refuse('TDA002', path, node, `must be a string, and ${found(node)}`, quoteIt(node))];
};

export const boolean: Shape = (node, path) =>
  node.kind === 'scalar' && BOOLEANS[node.type]?.test(node.text)
    ? NOTHING
    : [refuse('TDA002', path, node, `must be true or false, and ${foundValue(node)}`)];

/** pydantic turns `"5"`, `5.0` and `true` into integers, too. */
export const integer: Shape = (node, path) =>
  node.kind === 'scalar' && INTEGERS[node.type]?.test(node.text)
    ? NOTHING
    : [refuse('TDA002', path, node, `must be a whole number, and ${foundValue(node)}`)];

export const number: Shape = (node, path) =>
  node.kind === 'scalar' && NUMBERS[node.type]?.test(node.text)
    ? NOTHING
    : [refuse('TDA002', path, node, `must be a number, and ${foundValue(node)}`)];

const BOOLEANS: Partial<Record<YamlScalar['type'], RegExp>> = {
  boolean: /^/,
  integer: /^[-+]?0*[01]$/,
  float: /^[01]?\.0*$/,
  string: /^(?:0|1|t|f|y|n|on|off|yes|no|true|false)$/i,
};
const INTEGERS: Partial<Record<YamlScalar['type'], RegExp>> = {
  boolean: /^/,
  integer: /^/,
  float: /^[-+]?[\d_]*\.0*$/,
  string: /^\s*[-+]?\d+(?:_\d+)*(?:\.0*)?\s*$/,
};
const NUMBERS: Partial<Record<YamlScalar['type'], RegExp>> = {
  boolean: /^/,
  integer: /^/,
  float: /^/,
  string: /^\s*[-+]?(?:\d[\d_]*\.?\d*|\.\d+|inf|infinity|nan)(?:e[-+]?\d+)?\s*$/i,
};

export function nullable(shape: Shape): Shape {
  return (node, path) => (isNull(node) ? NOTHING : shape(node, path));
}

export function list(of: Shape): Shape {
  return (node, path) =>
    node.kind === 'list'
      ? node.items.flatMap((item, index) => of(item, [...path, index]))
      : [refuse('TDA002', path, node, `must be a list, and ${found(node)}`)];
}

/** A free mapping: any names, values of one shape. */
export function mapping(of: Shape): Shape {
  return (node, path) => {
    if (node.kind !== 'map')
      return [refuse('TDA002', path, node, `must be a mapping of names to values, and ${found(node)}`)];
    return lastEntries(node).flatMap(({ key, value }) => [
      ...string(key, [...path, key.text]),
      ...of(value, [...path, key.text]),
    ]);
  };
}

export function model(fields: Record<string, Shape>, options: ModelOptions = {}): Shape {
  const shapes = new Map(Object.entries(fields));
  return (node, path) => {
    if (node.kind !== 'map') return [refuse('TDA002', path, node, `must be a mapping, and ${found(node)}`)];
    const entries = lastEntries(node);
    const unknown: YamlScalar[] = [];
    const findings: Finding[] = [];
    for (const { key, value } of entries) {
      const shape = key.type === 'string' ? shapes.get(key.text) : undefined;
      if (!shape) {
        if (options.unknown !== 'drop') unknown.push(key);
        continue;
      }
      // One by one: a list may have more faults than a call takes arguments.
      for (const finding of shape(value, [...path, key.text])) findings.push(finding);
    }
    if (unknown.length > 0) findings.push(...unknownKeys(unknown, path, [...shapes.keys()]));
    for (const name of options.required ?? []) {
      if (!entries.some(({ key }) => key.text === name))
        findings.push(refuse('TDA004', [...path, name], node, 'is missing, and Truss requires it'));
    }
    if (findings.every(({ stops }) => stops !== 'load'))
      findings.push(...(options.whole?.(node, path) ?? []));
    return findings;
  };
}

/** The entries that count: Python keeps the last of several with one name. */
export function lastEntries(map: YamlMap): YamlEntry[] {
  if (map.entries.length < 2) return map.entries;
  const last = new Map<string, YamlEntry>();
  // A key that is no string is another one than the string that looks like it.
  for (const entry of map.entries)
    last.set(entry.key.type === 'string' ? entry.key.text : `\0${entry.key.type} ${entry.key.text}`, entry);
  return [...last.values()];
}
