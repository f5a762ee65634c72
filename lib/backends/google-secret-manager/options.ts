import { z } from 'zod';
import {
  problemWithLabel,
  problemWithLocation,
  problemWithProject,
} from '../../config/schema/google-names.ts';
import { format, textWithout } from '../../config/schema/schema-parts.ts';

const labels = z
  .record(z.string(), z.string())
  .superRefine((all, context) => {
    for (const [key, value] of Object.entries(all)) {
      const message = problemWithLabel(key, value);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [key], message });
    }
  })
  .describe('Put on new secrets')
  .optional();

export const googleSecretManagerOptions = z
  .strictObject({
    type: z.literal('google-secret-manager'),
    project: textWithout(problemWithProject).describe('The id or number of the project'),
    identity: z
      .string()
      .min(1)
      .describe('The Google identity that writes; default the only one there is')
      .optional(),
    location: textWithout(problemWithLocation)
      .describe('Makes the secrets regional: they live in this region and nowhere else')
      .optional(),
    replicas: z
      .array(textWithout(problemWithLocation))
      .min(1)
      .describe('The regions that hold new secrets; default wherever Google likes')
      .optional(),
    labels,
    adopt: z
      .array(z.string().min(1))
      .describe('Names of secrets that exist already and may be taken over')
      .optional(),
    format: format.optional(),
  })
  .superRefine(({ location, replicas }, context) => {
    if (location === undefined || replicas === undefined) return;
    const message = 'a regional secret has no replicas: leave out one of location and replicas';
    context.addIssue({ code: 'custom', path: ['replicas'], message });
  })
  .describe('Google Secret Manager, written as a Google identity');

export type GoogleSecretManagerOptions = z.infer<typeof googleSecretManagerOptions>;
