import { z } from 'zod';
import { problemWithAwsSecretId } from './aws-names.ts';
import { problemWithSecretVersion } from './google-secret-version.ts';
import { textWithout } from './schema-parts.ts';

/** The shape of a reference to a secret: its place, and for Google also its reader. */

const plainReference = z
  .strictObject({
    from: z.enum(['env', 'file', 'aws-secrets-manager']).describe('Where the secret is kept'),
    id: z.string().min(1).describe('The variable, the path, or the name or ARN of the secret'),
  })
  .superRefine(checkId);

/** A token that the platform keeps fresh. */
export const platformReference = z
  .strictObject({
    from: z.enum(['env', 'file']).describe('Where the platform puts the token'),
    id: z.string().min(1).describe('The variable, or the path of the file'),
  })
  .superRefine(checkId);

function checkId(
  { from, id }: { from: keyof typeof PROBLEM_WITH_ID; id: string },
  context: z.RefinementCtx,
): void {
  const message = PROBLEM_WITH_ID[from](id);
  if (message !== undefined) context.addIssue({ code: 'custom', path: ['id'], message });
}

/**
 * An id becomes a right in a policy, or a word in a command that people run. So only the necessary characters are
 * allowed.
 */
const PROBLEM_WITH_ID = {
  env: (id: string) =>
    /^[A-Za-z_]\w*$/.test(id)
      ? undefined
      : 'expected the name of an environment variable: letters, digits and _',
  file: (id: string) => (/\p{C}/u.test(id) ? 'a path has no control characters' : undefined),
  'aws-secrets-manager': problemWithAwsSecretId,
};

const googleReference = z.strictObject({
  from: z.literal('google-secret-manager').describe('Where the secret is kept'),
  id: textWithout(problemWithSecretVersion).describe(
    'projects/<project>/secrets/<name>, with /locations/<location> before /secrets where it is regional, and ' +
      '/versions/<version> at the end for another version than the latest',
  ),
  identity: z
    .string()
    .min(1)
    .describe('The Google identity that reads it; default: the only one in registries.yml')
    .optional(),
});

export const secretReference = z
  .discriminatedUnion('from', [plainReference, googleReference])
  .describe('A secret that pullkeeper reads at run time; the deployed bundle never contains it');

export type PlainReference = z.infer<typeof plainReference>;
export type GoogleReference = z.infer<typeof googleReference>;
export type SecretReference = PlainReference | GoogleReference;

export function isGoogleReference(reference: SecretReference): reference is GoogleReference {
  return reference.from === 'google-secret-manager';
}
