import { z } from 'zod';
import { subjectToken } from '../../config/schema/subject-token-schema.ts';

/** What all services that trust OIDC have in common. */
const COMMON = {
  subjectToken: subjectToken.describe('The token that proves who pullkeeper is'),
  audience: z
    .string()
    .min(1)
    .max(1_000)
    .describe('The audience of the subject token; default: the address of the host')
    .optional(),
  lifetimeSeconds: z
    .number()
    .refine(
      (seconds) => Number.isInteger(seconds) && seconds >= 300 && seconds <= 2_592_000,
      'expected 300 to 2592000 seconds',
    )
    .describe('The life of the tokens, as configured at the service; default: an hour')
    .optional(),
};

const username = z
  .string()
  .min(1)
  .regex(/^[^:\p{C}]+$/u, 'a user name has no colon and no control characters');

const slug = z.string().regex(/^[\w.-]+$/, 'expected letters, digits, - _ and .');

const address = z
  .string()
  .regex(
    /^https:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
    'expected an address such as https://registry.example.com/token',
  );

const jfrogOptions = z
  .strictObject({
    type: z.literal('jfrog'),
    provider: z.string().min(1).describe('The name of the OIDC integration at JFrog'),
    username: username.describe('The user in the token specification of its identity mapping'),
    project: slug.describe('The key of the project, for an integration of a project').optional(),
    url: address.describe('The platform, if it is at another host than the registry').optional(),
    ...COMMON,
  })
  .describe('JFrog: tokens of an OIDC integration');

const cloudsmithOptions = z
  .strictObject({
    type: z.literal('cloudsmith'),
    organization: slug.describe('The slug of the organization'),
    service: slug.describe('The slug of the service account'),
    ...COMMON,
  })
  .describe('Cloudsmith: tokens of a service account');

const quayOptions = z
  .strictObject({
    type: z.literal('quay'),
    robot: z
      .string()
      .regex(/^[a-z0-9_.-]+\+[a-z0-9_]+$/, 'expected a robot account such as acme+puller')
      .describe('The robot account, with its organization'),
    ...COMMON,
  })
  .describe('Quay: tokens of a robot account with a federation');

const genericOptions = z
  .strictObject({
    type: z.literal('oidc'),
    url: address.describe('The address that exchanges a subject token, as RFC 8693 describes it'),
    username: username.describe('The user name beside the token'),
    clientId: z.string().min(1).optional(),
    resource: z.string().min(1).optional(),
    scope: z.string().min(1).optional(),
    ...COMMON,
  })
  .describe('Any service that exchanges an OIDC token as RFC 8693 describes it');

export const oidcOptions = [jfrogOptions, cloudsmithOptions, quayOptions, genericOptions] as const;

export type OidcOptions = z.infer<(typeof oidcOptions)[number]>;
export type JfrogOptions = z.infer<typeof jfrogOptions>;
export type CloudsmithOptions = z.infer<typeof cloudsmithOptions>;
export type QuayOptions = z.infer<typeof quayOptions>;
export type GenericOptions = z.infer<typeof genericOptions>;
