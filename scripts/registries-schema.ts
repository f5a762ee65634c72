import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { registriesSchema } from '../lib/config/file/schema.ts';

export const SCHEMA_FILE = 'docs/registries.schema.json';

/** What editors complete registries.yml from; `npm run schema` writes it anew, and a test says when that is due. */
export function registriesJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(registriesSchema, { io: 'input' }), null, 2)}\n`;
}

if (import.meta.main) await writeFile(SCHEMA_FILE, registriesJsonSchema());
