import { DOCKER_HUB_KEY } from '../../../hosts/key.ts';
import type { RuleInfo } from '../../rule.ts';
import { dockerHubAlias as rule } from '../docker-hub-alias.ts';

export const dockerHubAlias: RuleInfo = {
  ...rule,
  why: `Docker looks the login for Docker Hub up under ${DOCKER_HUB_KEY}, whatever an image calls it. Under any other name it is not found.`,
  caught: `
base_image:
  image: acme/llama:1
secrets:
  DOCKER_REGISTRY_docker.io: null
`,
  passed: `
base_image:
  image: acme/llama:1
secrets:
  DOCKER_REGISTRY_https://index.docker.io/v1/: null
`,
};
