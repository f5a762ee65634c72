import { z } from 'zod';
import {
  problemWithGoogleLabel,
  problemWithLocation,
  problemWithProject,
} from '../../config/schema/google-names.ts';
import { format, textWithout } from '../../config/schema/schema-parts.ts';

const labels = z
  .record(z.string(), z.string())
  .superRefine((all, context) => {
    for (const [key, value] of Object.entries(all)) {
      const message = problemWithGoogleLabel(key, value);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [key], message });
    }
  })
  .describe('Labels of new secrets')
  .optional();

export const googleSecretManagerOptions = z
  .strictObject({
    type: z.literal('google-secret-manager'),
    project: textWithout(problemWithProject).describe('The id or number of the project'),
    identity: z
      .string()
      .min(1)
      .describe('The Google identity that writes; default: the only one in registries.yml')
      .optional(),
    location: textWithout(problemWithLocation)
      .describe('Makes the secrets regional: Google stores them in this region only')
      .optional(),
    replicas: z
      .array(textWithout(problemWithLocation))
      .min(1)
      .describe('The regions that store new secrets; default: Google chooses')
      .optional(),
    labels,
    adopt: z
      .array(z.string().min(1))
      .describe('Existing secrets that pullkeeper may overwrite, by name')
      .optional(),
    format: format.optional(),
  })
  .superRefine(({ location, replicas }, context) => {
    if (location === undefined || replicas === undefined) return;
    const message = 'a regional secret has no replicas: set location or replicas, not both';
    context.addIssue({ code: 'custom', path: ['replicas'], message });
  })
  .describe('Google Secret Manager, written with a Google identity');

export type GoogleSecretManagerOptions = z.infer<typeof googleSecretManagerOptions>;
