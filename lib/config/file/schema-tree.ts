import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../json.ts';
import type { Path } from './complaint.ts';
import { registriesSchema } from './schema.ts';

const SCHEMA: unknown = z.toJSONSchema(registriesSchema);

/** The keys that the schema knows at a place: of a union, those of the branch with the `type` or `from` written there. */
export function keysAllowedAt(path: Path, data: unknown): string[] {
  let nodes = branches(SCHEMA, data);
  let value = data;
  for (const key of path) {
    value = valueAt(value, [key]);
    nodes = nodes.flatMap((node) => branches(childOf(node, key), value));
  }
  return nodes.flatMap(({ properties }) => Object.keys(properties ?? {}));
}

function childOf({ items, properties, additionalProperties }: JsonObject, key: PropertyKey): unknown {
  return typeof key === 'number' ? items : (valueAt(properties, [key]) ?? additionalProperties);
}

/** The branches of a union that suit the value; none for the `false` of a mapping that allows no other keys. */
function branches(node: unknown, value: unknown): JsonObject[] {
  if (!isJsonObject(node)) return [];
  const all = node.anyOf ?? node.oneOf;
  if (Array.isArray(all)) return all.flatMap((branch) => branches(branch, value));
  return suits(node, value) ? [node] : [];
}

const TELLTALES = ['type', 'from'];

function suits({ properties }: JsonObject, value: unknown): boolean {
  if (!isIndexed(value)) return true;
  return TELLTALES.every((key) => {
    const wanted = valueAt(properties, [key, 'const']) ?? valueAt(properties, [key, 'enum']);
    const found = valueAt(value, [key]);
    return wanted === undefined || wanted === found || (Array.isArray(wanted) && wanted.includes(found));
  });
}

/** The value at a path, in a file or in its schema; undefined where the path leads nowhere. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isIndexed(value) ? value[String(key)] : undefined), data);
}

/** Whether this is a mapping or a list, which have values inside. */
function isIndexed(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
