import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';
import { subjectToken } from '../../config/schema/subject-token-schema.ts';

const guid = z
  .string()
  .regex(
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    'expected an id such as 00000000-0000-0000-0000-000000000000',
  );

const WAYS = ['clientSecret', 'certificate', 'subjectToken'] as const;

export const azureAcrOptions = z
  .strictObject({
    type: z.literal('azure-acr'),
    tenant: guid.describe('The id of the Entra tenant'),
    clientId: guid.describe('The application (client) id of the service principal or the managed identity'),
    clientSecret: secretReference.optional(),
    certificate: secretReference.optional(),
    subjectToken: subjectToken
      .describe('A token that the application trusts: no secret is stored')
      .optional(),
    scope: z
      .enum(['arm', 'acr'])
      .describe(
        'The audience of the Entra token: arm (the default), or acr if the registry rejects tokens for ARM',
      )
      .optional(),
  })
  .superRefine((options, context) => {
    const given = WAYS.filter((way) => options[way] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? `one of ${WAYS.join(', ')} is missing`
        : `${given.map((way) => `"${way}"`).join(' and ')} are two ways to sign in: keep one`;
    context.addIssue({ code: 'custom', path: given.slice(1, 2), message });
  })
  .describe('Azure Container Registry: tokens for an Entra application with the role AcrPull');

export type AzureAcrOptions = z.infer<typeof azureAcrOptions>;
