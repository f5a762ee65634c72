import { z } from 'zod';
import type { Path } from './position.ts';
import { registriesFile } from './schema.ts';

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | false;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  const?: unknown;
}

const SCHEMA_TREE = z.toJSONSchema(registriesFile) as SchemaNode;

/** The keys that the schema knows at a place; among the branches of a union, those of the `type` written there. */
export function keysAllowedAt(path: Path, data: unknown): string[] {
  let nodes: SchemaNode[] = branches(SCHEMA_TREE, data);
  let value = data;
  for (const key of path) {
    value = valueAt(value, [key]);
    nodes = nodes.flatMap((node) => {
      const child =
        typeof key === 'number' ? node.items : (node.properties?.[String(key)] ?? node.additionalProperties);
      return child ? branches(child, value) : [];
    });
  }
  return nodes.flatMap((node) => Object.keys(node.properties ?? {}));
}

function branches(node: SchemaNode, value: unknown): SchemaNode[] {
  const all = node.anyOf ?? node.oneOf ?? [node];
  const type = isIndexed(value) ? value.type : undefined;
  return all.filter((branch) => {
    const wanted = branch.properties?.type?.const;
    return wanted === undefined || wanted === type;
  });
}

/** What stands at a place of the file. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isIndexed(value) ? value[String(key)] : undefined), data);
}

/** A mapping or a list: either can be gone into. */
function isIndexed(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
