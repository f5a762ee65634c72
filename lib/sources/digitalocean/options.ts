import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';

export const digitaloceanOptions = z
  .strictObject({
    type: z.literal('digitalocean'),
    registry: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/, 'expected the name of a registry, such as acme')
      .describe('The name of the registry: the first part of the path of its images'),
    token: secretReference.describe('An API token with the scope registry:read'),
    lifetimeSeconds: z
      .number()
      .refine(
        (seconds) => Number.isInteger(seconds) && seconds >= 3_600 && seconds <= 2_592_000,
        'expected 3600 to 2592000 seconds',
      )
      .describe('How long the minted credentials live; default twelve hours')
      .optional(),
  })
  .describe('DigitalOcean: read-only credentials of a container registry');
