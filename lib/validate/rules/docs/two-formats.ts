import type { RuleInfo } from '../../rule.ts';
import { twoFormats as rule } from '../two-formats.ts';

export const twoFormats: RuleInfo = {
  ...rule,
  why: 'REGISTRY_SECRET wants user:password as plain text, a DOCKER_REGISTRY_ secret is base64 of it. One value cannot be both.',
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
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
};
