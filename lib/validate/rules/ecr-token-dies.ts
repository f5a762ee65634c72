import { registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { awsOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';

export const ecrTokenDies: Rule = {
  id: 'TDA601',
  severity: 'info',
  title: 'An ECR token that dies after 12 hours',
  needs: 'secrets',
  *check({ secrets, kept }) {
    for (const { key } of secrets) {
      const host = registryOf(hostOfSecret(key.text) ?? '');
      if (host?.kind !== 'ecr' || kept !== undefined) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: 'This token lives for 12 hours; something must renew it.',
        hint: 'Keep it fresh with pullkeeper, or use OIDC, which needs no token:',
        example: awsOidcBlock(host),
      };
    }
  },
};
