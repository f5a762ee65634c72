import { registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { gcpOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_OIDC_LOGIN } from '../samples.ts';

export const googleTokenDies: Rule = {
  id: 'TDA602',
  severity: 'info',
  title: 'A Google token that expires after an hour',
  why: 'A DOCKER_REGISTRY_ secret for Artifact Registry usually holds an access token of one hour, and nothing in Baseten renews it.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
secrets:
  DOCKER_REGISTRY_us-west2-docker.pkg.dev: null
`,
  passed: GOOGLE_OIDC_LOGIN,

  *check({ secrets, image, kept }) {
    for (const { key } of secrets) {
      const host = registryOf(hostOfSecret(key.text) ?? '');
      if (host?.kind !== 'artifact-registry' || kept !== undefined) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: 'A Google access token expires after an hour and must be refreshed.',
        hint: 'Keep it fresh with pullkeeper, or use OIDC, which needs no token:',
        example: gcpOidcBlock(host.host, image?.reference?.path.split('/')[0]),
      };
    }
  },
};
