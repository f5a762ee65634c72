import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';
import { format, serviceUrl } from '../../config/schema/schema-parts.ts';

export const basetenOptions = z
  .strictObject({
    type: z.literal('baseten'),
    apiKey: secretReference,
    team: z
      .string()
      .min(1)
      .describe('The team that sees the secrets, by name or id; default: the team of the key')
      .optional(),
    url: serviceUrl.optional(),
    format: format.optional(),
  })
  .describe('Secrets of a Baseten workspace');

export type BasetenOptions = z.infer<typeof basetenOptions>;
