import type { RuleInfo } from '../../rule.ts';
import { registrySecretFitsNoImage as rule } from '../registry-secret-fits-no-image.ts';

export const registrySecretFitsNoImage: RuleInfo = {
  ...rule,
  why: 'The name must be the host of the image exactly. A login for another host is not used, and every container can read it.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_nvcr.io: null
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
};
