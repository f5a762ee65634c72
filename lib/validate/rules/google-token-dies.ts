import { registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { gcpOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';

export const googleTokenDies: Rule = {
  id: 'TDA602',
  severity: 'info',
  title: 'A Google token that dies after an hour',
  needs: 'secrets',
  *check({ secrets, image, kept }) {
    for (const { key } of secrets) {
      const host = registryOf(hostOfSecret(key.text) ?? '');
      if (host?.kind !== 'artifact-registry' || kept !== undefined) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: 'A Google access token lives for an hour; something must renew it.',
        hint: 'Keep it fresh with pullkeeper, or use OIDC, which needs no token:',
        example: gcpOidcBlock(host.host, image?.reference?.path.split('/')[0]),
      };
    }
  },
};
