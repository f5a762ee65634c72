import type { Finding } from '../finding.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../yaml/node.ts';
import { isNull } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';
import { found, foundValue, quoteHint, refuseField } from './refusal.ts';
import type { TrussReport } from './report.ts';
import { booleanOf, isText, numberOf, pydanticInteger, strictInteger } from './scalars.ts';
import type { ModelData } from './schema.ts';
import { unknownKeys } from './unknown-key.ts';

/** Checks a node as Truss does, and reports the errors. */
export type Shape = (node: YamlNode, path: YamlPath, report: TrussReport) => void;

/** A check of a whole model. It runs only if every field is valid. */
export type WholeCheck = (map: YamlMap, path: YamlPath, report: TrussReport) => void;

/** A shape from a check of a single scalar. */
export function scalar(judge: (node: YamlNode, path: YamlPath) => Finding | undefined): Shape {
  return (node, path, report) => {
    const finding = judge(node, path);
    if (finding) report.add(finding);
  };
}

/** Any value: only bytes that are not UTF-8 fail, when `truss push` writes the config as JSON. */
export const anything: Shape = (node, path, report) => {
  if (!report.visit()) return;
  if (node.kind === 'list') for (const item of node.items) anything(item, path, report);
  else if (node.kind === 'map')
    for (const { key, value } of node.entries) {
      anything(key, path, report);
      anything(value, path, report);
    }
  else if (node.type === 'undecodable')
    report.add({ ...refuseField('TDA002', path, node, 'has bytes that are not UTF-8'), stops: 'push' });
};

export const string = scalar(stringFinding);

function stringFinding(node: YamlNode, path: YamlPath): Finding | undefined {
  if (isText(node)) return undefined;
  if (node.kind === 'scalar' && node.type === 'undecodable')
    return refuseField('TDA002', path, node, 'must be text, and these bytes are not UTF-8');
  return refuseField('TDA002', path, node, `must be a string, and ${found(node)}`, quoteHint(node));
}

/** Text for a field with a separate check: pydantic reads it, and rejects half characters. */
export function wholeText(node: YamlNode, path: YamlPath): Finding | undefined {
  if (node.kind === 'scalar' && node.type === 'surrogates')
    return refuseField('TDA002', path, node, 'must be text, and it contains a broken character');
  return stringFinding(node, path);
}

/** A shape from a check of text in which pydantic rejects half characters. */
export function text(judge: (node: YamlScalar, path: YamlPath) => Finding | undefined): Shape {
  return scalar((node, path) => {
    const finding = wholeText(node, path);
    return finding || node.kind !== 'scalar' ? finding : judge(node, path);
  });
}

export const nonEmpty = text((node, path) =>
  node.text === '' ? refuseField('TDA007', path, node, 'must not be empty') : undefined,
);

export const boolean = converted(booleanOf, 'true or false');
/** pydantic converts `"5"`, `5.0` and `true` to integers too. */
export const integer = converted(pydanticInteger, 'a whole number');
export const number = converted(numberOf, 'a number');

function converted(convert: (node: YamlNode) => unknown, expected: string): Shape {
  return scalar((node, path) =>
    convert(node) === undefined
      ? refuseField('TDA002', path, node, `must be ${expected}, and ${foundValue(node)}`)
      : undefined,
  );
}

/** An integer without conversion, within bounds. */
export function integerWithin(least: number, most: number): Shape {
  return scalar((node, path) => {
    const value = strictInteger(node);
    if (value === undefined)
      return refuseField('TDA002', path, node, `must be a whole number, and ${foundValue(node)}`);
    if (value >= least && value <= most) return undefined;
    const bounds = most === Infinity ? `${least} or more` : `from ${least} to ${most}`;
    return refuseField('TDA007', path, node, `must be ${bounds}`);
  });
}

export function oneOf(values: readonly string[], hint?: (node: YamlScalar) => string | undefined): Shape {
  return text((node, path) =>
    values.includes(node.text)
      ? undefined
      : refuseField('TDA007', path, node, `must be ${either(values)}, and ${foundValue(node)}`, hint?.(node)),
  );
}

/** Literal texts of pydantic: bytes are not accepted. */
export function literal(values: readonly string[]): Shape {
  return scalar((node, path) =>
    node.kind === 'scalar' && node.type === 'string' && values.includes(node.text)
      ? undefined
      : refuseField('TDA007', path, node, `must be ${either(values)}, and ${foundValue(node)}`),
  );
}

export function either(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

export function nullable(shape: Shape): Shape {
  return (node, path, report) => {
    if (!isNull(node)) shape(node, path, report);
  };
}

export function list(of: Shape): Shape {
  return (node, path, report) => {
    if (node.kind !== 'list') {
      report.refuse('TDA002', path, node, `must be a list, and ${found(node)}`, listHint(node));
      return;
    }
    for (const [index, item] of node.items.entries()) {
      if (!report.visit()) return;
      of(item, [...path, index], report);
    }
  };
}

function listHint(node: YamlNode): string | undefined {
  if (isNull(node)) return 'Delete the line, or write [].';
  return node.kind === 'scalar' && node.type === 'string' && node.text !== ''
    ? 'Write it as a list: put "- " in front, on a line of its own.'
    : undefined;
}

/** A free mapping: any names, values of one shape. */
export function mapping(of: Shape, key: Shape = string): Shape {
  return (node, path, report) => {
    if (node.kind !== 'map') {
      const complaint = `must be a mapping of names to values, and ${found(node)}`;
      report.refuse('TDA002', path, node, complaint, mappingHint(node, path));
      return;
    }
    for (const { key: name, value } of lastEntries(node)) {
      if (!report.visit()) return;
      key(name, [...path, name.text], report);
      of(value, [...path, name.text], report);
    }
  };
}

function mappingHint(node: YamlNode, path: YamlPath): string | undefined {
  const name = path.at(-1);
  return isNull(node) && typeof name === 'string' ? `Write "${name}: {}", or delete the line.` : undefined;
}

/** A model's fields by name: the shape of each, and whether it is required. */
export type Fields = ReadonlyMap<string, { shape: Shape; required: boolean }>;

export function model(fields: Fields, extra: ModelData['extra'], whole?: WholeCheck): Shape {
  const required = [...fields].filter(([, field]) => field.required).map(([name]) => name);
  return (node, path, report) => {
    if (node.kind !== 'map') {
      report.refuse('TDA002', path, node, `must be a mapping, and ${found(node)}`, mappingHint(node, path));
      return;
    }
    const before = report.refusedAtLoad;
    const entries = lastEntries(node);
    const strangers: YamlScalar[] = [];
    for (const { key, value } of entries) {
      if (!report.visit()) return;
      const field = key.type === 'string' ? fields.get(key.text) : undefined;
      if (field) field.shape(value, [...path, key.text], report);
      else strangers.push(key);
    }
    for (const finding of unknownKeys(strangers, path, [...fields.keys()], extra)) report.add(finding);
    for (const name of required) {
      if (!entries.some(({ key }) => key.text === name && key.type === 'string'))
        report.add(missing(name, path, node));
    }
    if (report.refusedAtLoad === before) whole?.(node, path, report);
  };
}

function missing(name: string, path: YamlPath, node: YamlMap): Finding {
  const hint = MISSING_HINTS[name] ?? `Add "${name}:".`;
  return refuseField('TDA004', [...path, name], node, 'is missing, and Truss requires it', hint);
}

const MISSING_HINTS: Readonly<Record<string, string>> = {
  use_volume: 'Add "use_volume: false", or better: move the entry to "weights:", which replaces model_cache.',
};

/** The entries that count: Python keeps the last of several with one name. */
export function lastEntries(map: YamlMap): YamlEntry[] {
  if (map.entries.length < 2) return map.entries;
  const last = new Map<string, YamlEntry>();
  // A key that is not a string differs from the string that looks like it.
  for (const entry of map.entries)
    last.set(entry.key.type === 'string' ? entry.key.text : `\0${entry.key.type} ${entry.key.text}`, entry);
  return [...last.values()];
}
