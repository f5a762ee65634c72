import { z } from 'zod';
import { backendOptions } from '../../backends/catalogue.ts';
import { faultInGrammar, splitPort } from '../../hosts/grammar.ts';
import { parseHost } from '../../hosts/parse.ts';
import type { HostProblem } from '../../hosts/registry-host.ts';
import { quote } from '../../secrecy/quote.ts';
import { mintingOptions } from '../../sources/options.ts';
import { storedCredentials } from '../../sources/stored/options.ts';
import { awsRole } from '../schema/aws-role-schema.ts';
import { problemWithCadence } from '../schema/cadence.ts';
import { googleIdentities } from '../schema/google-identity-schema.ts';
import { canary, format, probePolicy, textWithout } from '../schema/schema-parts.ts';

/**
 * The shape of registries.yml, once: types, checks and the JSON Schema that editors complete from are all derived
 * from here. Zod is needed while building only; nothing of it reaches a bundle.
 */

function refusalOf({ message, suggestion }: HostProblem): string {
  return suggestion === undefined ? message : `${message} Did you mean "${suggestion}"?`;
}

export const publicationEntry = z.union([
  z.string().min(1).describe('The name of a backend'),
  z.strictObject({
    backend: z.string().min(1).describe('The name of a backend'),
    name: z.string().min(1).describe('The name of the secret; default DOCKER_REGISTRY_<host>').optional(),
    format: format.optional(),
  }),
]);

function problemWithTokenService(text: string): string | undefined {
  const fault = faultInGrammar(splitPort(text));
  return fault && `${quote(text)} is not the host of a token service: ${fault}`;
}

export const registryEntry = z.strictObject({
  host: z
    .string()
    .superRefine((text, context) => {
      const parsed = parseHost(text);
      if (!parsed.ok) context.addIssue({ code: 'custom', message: refusalOf(parsed.problem) });
    })
    .describe('The host, exactly as in your image references'),
  identity: z
    .string()
    .min(1)
    .describe('The identity that mints; default: the role of the function')
    .optional(),
  credentials: storedCredentials.optional(),
  source: mintingOptions.optional(),
  image: z
    .string()
    .min(1)
    .describe('repository:tag in this registry, which the probe asks for before a credential is published')
    .optional(),
  tokenService: textWithout(problemWithTokenService)
    .describe('The host of the token service, if it is not the registry and pullkeeper does not know it')
    .optional(),
  probe: probePolicy.optional(),
  canary: canary.optional(),
  publish: z.array(publicationEntry).min(1).describe('Where to publish: names of backends'),
});

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
    refreshTokens: cadence.describe(
      'For tokens of a source; default: a quarter of the shortest life, 15 min for an hour',
    ),
  })
  .describe('How often each function runs, as 15 min, 3 h or 1 d');

export const registriesSchema = z
  .strictObject({
    sample: z.boolean().describe('Marks the sample: while this is true, deploying is refused').optional(),
    schedule: scheduleOptions.optional(),
    backends: z
      .record(name, backendOptions)
      .describe('Places that store secrets, each under a name that you choose')
      .optional(),
    identities: z
      .record(name, identityOptions)
      .describe('Identities that mint, each under a name that you choose')
      .optional(),
    probe: probePolicy.optional(),
    canary: canary.optional(),
    registries: z.array(registryEntry).min(1).describe('The registries whose secrets are kept alive'),
  })
  .describe('registries.yml: which pull secrets pullkeeper keeps alive, and where');

export type PublicationEntry = z.infer<typeof publicationEntry>;
export type IdentityOptions = z.infer<typeof identityOptions>;
