import { z } from 'zod';
import { ROLE_ARN } from '../../hosts/role-arn.ts';
import { EXTERNAL_ID } from './aws-names.ts';
import { secretReference } from './reference-schema.ts';

/** Without named groups: the engines that read the JSON Schema do not know them. */
const PORTABLE_ROLE_ARN = new RegExp(ROLE_ARN.source.replaceAll(/\?<\w+>/g, ''));

export const awsRole = z
  .strictObject({
    type: z.literal('aws-role'),
    roleArn: z
      .string()
      .regex(PORTABLE_ROLE_ARN, 'expected a role ARN such as arn:aws:iam::123456789012:role/pull-only'),
    externalId: z
      .union([
        z.string().regex(EXTERNAL_ID, 'an external id has 2 to 1224 of A-Za-z0-9_+=,.@:/-'),
        secretReference,
      ])
      .describe('The external id that the trust policy of the role requires, or where to read it')
      .optional(),
    sessionPolicy: z
      .literal('pull-only')
      .describe('Limits the session to pulling, even if the role may do more')
      .optional(),
  })
  .describe('An AWS role to assume before minting');

export type AwsRoleOptions = z.infer<typeof awsRole>;
