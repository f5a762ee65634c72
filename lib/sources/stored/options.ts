import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';

export const storedCredentials = z
  .strictObject({
    username: z
      .string()
      .min(1)
      .regex(/^\P{C}*$/u, 'a user name has no control characters')
      .describe('Who signs in; left out for a secret that is published as it stands')
      .optional(),
    password: secretReference,
    expires: z.iso
      .date('expected a day such as "2027-03-01"')
      .describe('The day it dies, if it does')
      .optional(),
  })
  .describe('A credential that somebody made and keeps, for a registry that mints none');

export type StoredCredentials = z.infer<typeof storedCredentials>;
