import { z } from 'zod';

/** Schemas that several kinds of entry in registries.yml share. */

export const FORMATS = [
  'docker-auth',
  'user-password',
  'password',
  'docker-config-json',
  'username-password-json',
  'username-access-token-json',
  'raw',
] as const;

export const format = z
  .enum(FORMATS)
  .describe(
    'How the credential becomes a value: docker-auth (base64 of user:password), user-password (plain), ' +
      'password (alone), docker-config-json (a whole Docker config.json), ' +
      'username-password-json (for Amazon ECS, AWS Batch and CodeBuild), ' +
      'username-access-token-json (for pull through cache rules of Amazon ECR), raw (a stored secret, unchanged)',
  );

export const probePolicy = z
  .enum(['require', 'prefer', 'off'])
  .describe(
    'Whether the registry must accept a credential before it is published: require (an unreachable registry blocks ' +
      'publishing), prefer (an unreachable registry does not; the default), off (the registry is not asked)',
  );

export const canary = z
  .boolean()
  .describe(
    'Reads the published secret back half-way between two runs, tries it, and refreshes a dead one early',
  );

/** Text with a check that returns its problem. */
export function textWithout(problem: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** The address of a service, if it is not the default. */
export const serviceUrl = z
  .string()
  .regex(/^https:\/\/[^/?#]+$/, 'expected a base URL such as https://api.example.com')
  .describe('Another base URL of the service, such as staging');

export type Format = z.infer<typeof format>;
export type ProbePolicy = z.infer<typeof probePolicy>;
