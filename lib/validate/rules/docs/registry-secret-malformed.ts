import type { RuleInfo } from '../../rule.ts';
import { registrySecretMalformed as rule } from '../registry-secret-malformed.ts';

export const registrySecretMalformed: RuleInfo = {
  ...rule,
  why: 'Behind the prefix stands the bare host, as in the image. A scheme, a slash or a path makes it a name that is never looked up.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_https://ghcr.io: null
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
};
