import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { registriesSchema } from '../lib/config/file/schema.ts';
import { secretReference } from '../lib/config/schema/reference-schema.ts';
import { format } from '../lib/config/schema/schema-parts.ts';
import { isJsonObject, type JsonObject } from '../lib/json.ts';

export const SCHEMA_FILE = 'docs/registries.schema.json';

/**
 * Returns the JSON Schema with which editors complete registries.yml, in the form that SchemaStore requires. `npm run
 * schema` writes it, and a test fails if the file is out of date.
 */
export function registriesJsonSchema(): string {
  const { $schema, ...schema } = jsonSchemaOf(registriesSchema);
  const about = {
    $schema,
    $id: 'https://json.schemastore.org/pullkeeper-registries.json',
    title: 'pullkeeper',
  };
  const definitions = Object.fromEntries(
    Object.entries(SHARED).map(([name, each]) => [name, withoutDescription(jsonSchemaOf(each))]),
  );
  const shared = new Map(Object.entries(definitions).map(([name, each]) => [JSON.stringify(each), name]));
  const whole = { ...about, ...withReferences(schema, shared), definitions };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Many backends have these. Written out each time, they would be half of the file. */
const SHARED = { reference: secretReference, format };

function jsonSchemaOf(schema: z.ZodType): JsonObject {
  return { ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) };
}

function withoutDescription({ $schema: _, description: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Replaces each shared schema by a reference to its definition. */
function withReferences(schema: JsonObject, shared: ReadonlyMap<string, string>): JsonObject {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (!isJsonObject(value)) return value;
    const name = shared.get(JSON.stringify(withoutDescription(value)));
    if (name === undefined) return withReferences(value, shared);
    return {
      ...(typeof value.description === 'string' && { description: value.description }),
      allOf: [{ $ref: `#/definitions/${name}` }],
    };
  };
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, change(value)]));
}

if (import.meta.main) await writeFile(SCHEMA_FILE, registriesJsonSchema());
