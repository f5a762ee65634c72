import { z } from 'zod';
import { format } from '../../config/schema/schema-parts.ts';

/** The default path of the built-in backend. */
const DEFAULT_FILE = '.pullkeeper/secrets.json';

export const fileOptions = z
  .strictObject({
    type: z.literal('file'),
    path: z.string().min(1).default(DEFAULT_FILE).describe('The file to write'),
    format: format.optional(),
  })
  .describe('One JSON file on this machine; with format docker-config-json a Docker config.json');

export type FileOptions = z.infer<typeof fileOptions>;
