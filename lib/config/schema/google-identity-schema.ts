import { z } from 'zod';
import { problemWithProvider, problemWithServiceAccount, problemWithUniverse } from './google-names.ts';
import { isGoogleReference, platformReference, secretReference } from './reference-schema.ts';
import { textWithout } from './schema-parts.ts';
import { SIGNERS } from './subject-token-schema.ts';

/** The shape of a Google identity in registries.yml. */

/**
 * Artifact Registry's own scope for reading is first, and the default: a token with it can pull and not push
 * (https://github.com/project-zot/zot/pull/4276). With the scope of Cloud Storage, some manifests are denied
 * (https://github.com/keel-hq/keel/issues/854).
 */
const PULL_SCOPES = ['cloud-platform.read-only', 'devstorage.read_only', 'cloud-platform'] as const;

/**
 * The limits of generateAccessToken: an hour for everyone, twelve if an organisation policy allows it for the account.
 */
const SHORTEST_LIFE_S = 3_600;
const LONGEST_LIFE_S = 43_200;

const serviceAccount = textWithout(problemWithServiceAccount);
const scope = z
  .enum(PULL_SCOPES)
  .describe('The scope of its tokens; default cloud-platform.read-only')
  .optional();
const universeDomain = textWithout(problemWithUniverse)
  .describe('The domain of a sovereign cloud; default googleapis.com')
  .optional();
const delegates = z
  .array(serviceAccount)
  .min(1)
  .describe('The service accounts in between; each may create tokens for the next')
  .optional();
const lifetimeSeconds = z
  .number()
  .refine(
    (seconds) => Number.isInteger(seconds) && seconds >= SHORTEST_LIFE_S && seconds <= LONGEST_LIFE_S,
    `expected ${SHORTEST_LIFE_S} (an hour) to ${LONGEST_LIFE_S} (twelve) seconds`,
  )
  .describe('The lifetime of a token; more than an hour needs an organisation policy')
  .optional();

const workloadIdentity = z
  .strictObject({
    type: z.literal('google-workload-identity'),
    provider: textWithout(problemWithProvider).describe('The full name of the workload identity provider'),
    subjectToken: z
      .union([z.enum(['aws-signed-request', ...SIGNERS]), platformReference])
      .describe(
        'The proof of who pullkeeper is. Default aws-signed-request, for an AWS provider. The others are for an OIDC provider: aws-web-identity (experimental), github-actions, or { from: file | env, id } for a token that the platform keeps fresh',
      )
      .optional(),
    serviceAccount: serviceAccount
      .describe('The service account to act as; without it the federated token itself is used')
      .optional(),
    delegates,
    lifetimeSeconds,
    scope,
    universeDomain,
  })
  .superRefine(({ serviceAccount: account, ...rest }, context) => {
    for (const key of ['delegates', 'lifetimeSeconds'] as const) {
      if (account !== undefined || rest[key] === undefined) continue;
      const message = `"${key}" needs serviceAccount: add it`;
      context.addIssue({ code: 'custom', path: [key], message });
    }
  })
  .describe("The function's AWS role, a job or a machine, through Google's workload identity federation");

const LOCKED_IN =
  'this key is what signs in to Google, so it cannot be stored in Google Secret Manager: use aws-secrets-manager, env or file';

const serviceAccountKey = z
  .strictObject({
    type: z.literal('google-service-account-key'),
    key: secretReference.describe('Where the key is stored: the whole JSON file, as Google gave it'),
    scope,
  })
  .superRefine(({ key }, context) => {
    if (isGoogleReference(key))
      context.addIssue({ code: 'custom', path: ['key', 'from'], message: LOCKED_IN });
  })
  .describe('The key of a Google service account');

const impersonation = z
  .strictObject({
    type: z.literal('google-impersonation'),
    identity: z.string().min(1).describe('The Google identity that impersonates the service account'),
    serviceAccount: serviceAccount.describe('The service account to act as'),
    delegates,
    lifetimeSeconds,
    scope,
  })
  .describe('A Google service account, impersonated by another Google identity');

const applicationDefault = z
  .strictObject({ type: z.literal('google-application-default'), scope })
  .describe("Google's Application Default Credentials of this machine: for runs outside Lambda");

export const googleIdentities = [
  workloadIdentity,
  serviceAccountKey,
  impersonation,
  applicationDefault,
] as const;

export type WorkloadIdentityOptions = z.infer<typeof workloadIdentity>;
export type GoogleIdentityOptions = z.infer<(typeof googleIdentities)[number]>;
export type PullScope = (typeof PULL_SCOPES)[number];
