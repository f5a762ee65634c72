import { registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { awsOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, ECR_SECRET } from '../samples.ts';

export const ecrTokenDies: Rule = {
  id: 'TDA601',
  severity: 'info',
  title: 'An ECR token that expires after 12 hours',
  why: 'A DOCKER_REGISTRY_ secret for ECR holds a token of 12 hours, and nothing in Baseten renews it: the first build or scale-up after that fails.',
  caught: ECR_SECRET,
  passed: AWS_OIDC_LOGIN,

  *check({ secrets, kept }) {
    for (const { key } of secrets) {
      const host = registryOf(hostOfSecret(key.text) ?? '');
      if (host?.kind !== 'ecr' || kept !== undefined) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: 'This token expires after 12 hours and must be refreshed.',
        hint: 'Keep it fresh with pullkeeper, or use OIDC, which needs no token:',
        example: awsOidcBlock(host),
      };
    }
  },
};
