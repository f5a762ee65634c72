import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { registriesSchema } from '../lib/config/file/schema.ts';

export const SCHEMA_FILE = 'docs/registries.schema.json';

/**
 * Returns the JSON Schema with which editors complete registries.yml, in the form that SchemaStore requires. `npm run
 * schema` writes it, and a test fails if the file is out of date.
 */
export function registriesJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(registriesSchema, { io: 'input', target: 'draft-7' });
  const about = {
    $schema,
    $id: 'https://json.schemastore.org/pullkeeper-registries.json',
    title: 'pullkeeper',
  };
  return `${JSON.stringify({ ...about, ...schema }, null, 2)}\n`;
}

if (import.meta.main) await writeFile(SCHEMA_FILE, registriesJsonSchema());
