import type { RuleInfo } from '../../rule.ts';
import { credentialInBlock as rule } from '../credential-in-block.ts';

export const credentialInBlock: RuleInfo = {
  ...rule,
  why: 'The fields of docker_auth name secrets; they do not hold them. What stands here is committed and uploaded with every push.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
    auth_method: REGISTRY_SECRET
    secret_name: AWS:not-a-real-password
    registry: ghcr.io
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
