import type { RuleInfo } from '../../rule.ts';
import { undocumentedMethod as rule } from '../undocumented-method.ts';

export const undocumentedMethod: RuleInfo = {
  ...rule,
  why: 'Truss accepts it, but Baseten documents it for training jobs only: whether a model is pulled with it, nobody promises.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
    auth_method: REGISTRY_SECRET
    secret_name: ghcr_login
    registry: ghcr.io
secrets:
  ghcr_login: null
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
};
