import { z } from 'zod';

/** What several kinds of entry in registries.yml have in common. */

export const FORMATS = ['docker-auth', 'user-password', 'password', 'docker-config-json', 'raw'] as const;

export const format = z
  .enum(FORMATS)
  .describe(
    'How the credential becomes a value: docker-auth (base64 of user:password), user-password (plain), ' +
      'password (alone), docker-config-json (a whole Docker config.json), raw (a stored secret as it stands)',
  );

export const probePolicy = z
  .enum(['require', 'prefer', 'off'])
  .describe(
    'Whether a registry has to say that a credential pulls before it is published: require (also when it cannot be ' +
      'reached), prefer (when it can; the default), off (it is not asked)',
  );

export const canary = z
  .boolean()
  .describe(
    'Whether what is published is read back and tried half-way between two runs, and refreshed early if it has died',
  );

/** Text that is checked by a function which says what is wrong with it. */
export function textWithout(problem: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

/** The address of a service other than its usual one. */
export const serviceUrl = z
  .string()
  .regex(/^https:\/\/[^/?#]+$/, 'expected the beginning of an address, such as https://api.example.com')
  .describe('Another address of the service, such as staging');

export type Format = z.infer<typeof format>;
export type ProbePolicy = z.infer<typeof probePolicy>;
