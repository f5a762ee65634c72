import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';

export const storedCredentials = z
  .strictObject({
    username: z
      .string()
      .min(1)
      .regex(/^\P{C}*$/u, 'a user name has no control characters')
      .describe('The user name; left out for a secret that is published unchanged')
      .optional(),
    password: secretReference,
    expires: z.iso
      .date('expected a day such as "2027-03-01"')
      .describe('The day on which the credential expires, if it does')
      .optional(),
  })
  .describe('A stored credential, for a registry that does not mint tokens');

export type StoredCredentials = z.infer<typeof storedCredentials>;
