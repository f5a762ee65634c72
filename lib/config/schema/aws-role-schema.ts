import { z } from 'zod';
import { EXTERNAL_ID, ROLE_ARN } from './aws-names.ts';
import { secretReference } from './reference-schema.ts';

export const awsRole = z
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

export type AwsRoleOptions = z.infer<typeof awsRole>;
