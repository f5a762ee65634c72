import { hostOfSecret } from '../model/registry-secret.ts';
import type { Rule } from '../rule.ts';
import { GHCR_SECRET } from '../samples.ts';

export const twoFormats: Rule = {
  id: 'TDA509',
  severity: 'warning',
  title: 'REGISTRY_SECRET reads a DOCKER_REGISTRY_ secret',
  why: 'REGISTRY_SECRET needs plain user:password, and a DOCKER_REGISTRY_ secret is base64 of user:password. One value cannot be both.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
    auth_method: REGISTRY_SECRET
    secret_name: DOCKER_REGISTRY_ghcr.io
    registry: ghcr.io
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
  passed: GHCR_SECRET,

  *check({ auth }) {
    const secret = auth?.field('secret_name');
    if (!secret || auth?.method !== 'REGISTRY_SECRET' || hostOfSecret(secret.text) === undefined) return;
    yield {
      at: secret.node,
      path: secret.path,
      message: `${secret.text} is a secret in base64, and REGISTRY_SECRET reads plain user:password.`,
      hint: 'Delete docker_auth: Baseten uses a declared DOCKER_REGISTRY_ secret without it.',
    };
  },
};
