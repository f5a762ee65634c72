import type { RuleInfo } from '../../rule.ts';
import { registryMalformed as rule } from '../registry-malformed.ts';

export const registryMalformed: RuleInfo = {
  ...rule,
  why: 'The value is compared with the host of the image. A scheme, a path or a slip in it means that the login is never used.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
    auth_method: REGISTRY_SECRET
    secret_name: ghcr_login
    registry: https://ghcr.io/acme
secrets:
  ghcr_login: null
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
    auth_method: REGISTRY_SECRET
    secret_name: ghcr_login
    registry: ghcr.io
secrets:
  ghcr_login: null
`,
};
