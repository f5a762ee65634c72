import { z } from 'zod';
import { parseHost } from '../../hosts/parse.ts';
import type { HostProblem } from '../../hosts/registry-host.ts';
import { EXTERNAL_ID, problemWithKmsKey, problemWithRegion, ROLE_ARN } from './aws-names.ts';
import { problemWithCadence } from './cadence.ts';
import { googleIdentities } from './google-identity-schema.ts';
import { googleSecretManagerBackend } from './google-secret-manager-schema.ts';
import { secretReference } from './reference-schema.ts';
import { canary, format, probePolicy, textWithout } from './schema-parts.ts';

export { FORMATS } from './schema-parts.ts';

/**
 * The shape of registries.yml, once: types, checks and the JSON Schema that editors complete from are all derived
 * from here. Zod is needed while building only; nothing of it reaches a bundle.
 */

/** Where the embedded backend writes when nothing else is said. */
export const DEFAULT_FILE = '.pullkeeper/secrets.json';

function refusalOf({ message, suggestion }: HostProblem): string {
  return suggestion === undefined ? message : `${message} Did you mean "${suggestion}"?`;
}

const fileBackend = z
  .strictObject({
    type: z.literal('file'),
    path: z.string().min(1).default(DEFAULT_FILE).describe('The file to write'),
    format: format.optional(),
  })
  .describe('One JSON file on this machine; with format docker-config-json a Docker config.json');

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html */
const tagName = z
  .string()
  .min(1, 'a tag needs a name')
  .max(128, 'a tag name has at most 128 characters')
  .refine((name) => name !== 'managed-by', 'pullkeeper puts this tag on its secrets itself')
  .refine((name) => !/^aws:/i.test(name), 'AWS keeps tag names that begin with aws: for itself');

const awsSecretsManagerBackend = z
  .strictObject({
    type: z.literal('aws-secrets-manager'),
    region: textWithout(problemWithRegion).describe('The region that holds the secrets'),
    prefix: z.string().describe('Put in front of every secret name').optional(),
    kmsKeyId: z
      .string()
      .min(1)
      .superRefine((text, context) => {
        const message = problemWithKmsKey(text);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .describe('The key that encrypts new secrets; default aws/secretsmanager')
      .optional(),
    tags: z.record(tagName, z.string().max(256)).describe('Put on new secrets').optional(),
    adopt: z
      .array(z.string().min(1))
      .describe('Names of secrets that exist already and may be taken over')
      .optional(),
    format: format.optional(),
  })
  .describe('AWS Secrets Manager, written as the role of the function');

const serviceUrl = z
  .string()
  .regex(/^https:\/\/[^/?#]+$/, 'expected the beginning of an address, such as https://api.example.com')
  .describe('Another address of the service, such as staging');

const basetenBackend = z
  .strictObject({
    type: z.literal('baseten'),
    apiKey: secretReference,
    team: z
      .string()
      .min(1)
      .describe('The team that sees the secrets, by name or id; default that of the key')
      .optional(),
    url: serviceUrl.optional(),
    format: format.optional(),
  })
  .describe('Secrets of a Baseten workspace');

const falBackend = z
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

const awsRole = z
  .strictObject({
    type: z.literal('aws-role'),
    roleArn: z
      .string()
      .regex(ROLE_ARN, 'expected a role ARN such as arn:aws:iam::123456789012:role/pull-only'),
    externalId: z
      .union([
        z.string().regex(EXTERNAL_ID, 'an external id has 2 to 1224 of A-Za-z0-9_+=,.@:/-'),
        secretReference,
      ])
      .describe('What the trust policy of the role asks for, or where to read it')
      .optional(),
    sessionPolicy: z
      .literal('pull-only')
      .describe('Cuts the session down to pulling, whatever else the role may do')
      .optional(),
  })
  .describe('An AWS role to assume before minting');

export const publicationEntry = z.union([
  z.string().min(1).describe('The name of a backend'),
  z.strictObject({
    backend: z.string().min(1).describe('The name of a backend'),
    name: z.string().min(1).describe('The name of the secret; default DOCKER_REGISTRY_<host>').optional(),
    format: format.optional(),
  }),
]);

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

export const registryEntry = z.strictObject({
  host: z
    .string()
    .superRefine((text, context) => {
      const parsed = parseHost(text);
      if (!parsed.ok) context.addIssue({ code: 'custom', message: refusalOf(parsed.problem) });
    })
    .describe('The host as it stands in your image references'),
  identity: z.string().min(1).describe('Who mints; default the role of the function').optional(),
  credentials: storedCredentials.optional(),
  image: z
    .string()
    .min(1)
    .describe('repository:tag in this registry: what the probe asks for before a credential is published')
    .optional(),
  probe: probePolicy.optional(),
  canary: canary.optional(),
  publish: z.array(publicationEntry).min(1).describe('Where to publish; default [file]').optional(),
});

export const backendOptions = z.discriminatedUnion('type', [
  fileBackend,
  awsSecretsManagerBackend,
  googleSecretManagerBackend,
  basetenBackend,
  falBackend,
]);
export const identityOptions = z.discriminatedUnion('type', [awsRole, ...googleIdentities]);

const name = z
  .string()
  .regex(/^[A-Za-z][\w-]*$/, 'a name has letters, digits, - and _, and starts with a letter');

const cadence = textWithout(problemWithCadence).optional();

export const scheduleOptions = z
  .strictObject({
    refreshEcr: cadence.describe('For Amazon ECR; default 3 h'),
    refreshArtifactRegistry: cadence.describe('For Google Artifact Registry; default 15 min'),
    refreshStored: cadence.describe('For stored credentials; default 24 h'),
  })
  .describe('How often each function runs, as 15 min, 3 h or 1 d');

export const registriesFile = z
  .strictObject({
    sample: z.boolean().describe('While true, deploying is refused').optional(),
    schedule: scheduleOptions.optional(),
    backends: z
      .record(name, backendOptions)
      .describe('Places that hold secrets, by a name of yours')
      .optional(),
    identities: z.record(name, identityOptions).describe('Who mints, by a name of yours').optional(),
    probe: probePolicy.optional(),
    canary: canary.optional(),
    registries: z.array(registryEntry).min(1).describe('The registries whose secrets are kept alive'),
  })
  .describe('registries.yml: which pull secrets pullkeeper keeps alive, and where');

export type PublicationEntry = z.infer<typeof publicationEntry>;
export type BackendOptions = z.infer<typeof backendOptions>;
export type FileOptions = z.infer<typeof fileBackend>;
export type AwsSecretsManagerOptions = z.infer<typeof awsSecretsManagerBackend>;
export type AwsRoleOptions = z.infer<typeof awsRole>;
export type BasetenOptions = z.infer<typeof basetenBackend>;
export type FalOptions = z.infer<typeof falBackend>;
export type IdentityOptions = z.infer<typeof identityOptions>;
export type StoredCredentials = z.infer<typeof storedCredentials>;
export type Format = z.infer<typeof format>;
export type ProbePolicy = z.infer<typeof probePolicy>;
