import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';
import { format, serviceUrl } from '../../config/schema/schema-parts.ts';

export const falOptions = z
  .strictObject({
    type: z.literal('fal'),
    key: secretReference,
    environment: z
      .string()
      .regex(/^[\w-]+$/, 'the name of a fal environment has letters, digits, - and _')
      .describe('The fal environment that stores the secrets; default main')
      .optional(),
    defaultExposed: z
      .boolean()
      .describe('Add new secrets to every app; default: the setting of the account')
      .optional(),
    url: serviceUrl.optional(),
    format: format.optional(),
  })
  .describe('Secrets of fal (experimental: fal does not document this interface)');

export type FalOptions = z.infer<typeof falOptions>;
