import { z } from 'zod';
import { problemWithKmsKey, problemWithRegion } from '../../config/schema/aws-names.ts';
import { format, textWithout } from '../../config/schema/schema-parts.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html */
const tagName = z
  .string()
  .min(1, 'a tag needs a name')
  .max(128, 'a tag name has at most 128 characters')
  .refine((name) => name !== 'managed-by', 'pullkeeper sets this tag itself')
  .refine((name) => !/^aws:/i.test(name), 'AWS reserves tag names that begin with aws:');

export const awsSecretsManagerOptions = z
  .strictObject({
    type: z.literal('aws-secrets-manager'),
    region: textWithout(problemWithRegion).describe('The region that holds the secrets'),
    prefix: z.string().describe('Prefix of every secret name').optional(),
    kmsKeyId: z
      .string()
      .min(1)
      .superRefine((text, context) => {
        const message = problemWithKmsKey(text);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .describe('The KMS key that encrypts new secrets; default aws/secretsmanager')
      .optional(),
    tags: z.record(tagName, z.string().max(256)).describe('Tags of new secrets').optional(),
    adopt: z
      .array(z.string().min(1))
      .describe('Existing secrets that pullkeeper may overwrite, by name')
      .optional(),
    format: format.optional(),
  })
  .describe('AWS Secrets Manager, written with the role of the function');

export type AwsSecretsManagerOptions = z.infer<typeof awsSecretsManagerOptions>;
