import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';
import { format, serviceUrl } from '../../config/schema/schema-parts.ts';

export const falOptions = z
  .strictObject({
    type: z.literal('fal'),
    key: secretReference,
    environment: z
      .string()
      .regex(/^[\w-]+$/, 'an environment of fal has letters, digits, - and _')
      .describe('The environment that has the secrets; default main')
      .optional(),
    defaultExposed: z
      .boolean()
      .describe('Whether a secret that is new is put into every app; default that of the account')
      .optional(),
    url: serviceUrl.optional(),
    format: format.optional(),
  })
  .describe('Secrets of fal (experimental: fal does not document this interface)');

export type FalOptions = z.infer<typeof falOptions>;
