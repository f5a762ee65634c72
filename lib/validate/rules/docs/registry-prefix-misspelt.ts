import type { RuleInfo } from '../../rule.ts';
import { registryPrefixMisspelt as rule } from '../registry-prefix-misspelt.ts';

export const registryPrefixMisspelt: RuleInfo = {
  ...rule,
  why: 'Baseten looks for the prefix as it is: capitals, two underscores, the host directly behind it. Any other secret is just a secret.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  docker_registry_ghcr.io: null
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
};
