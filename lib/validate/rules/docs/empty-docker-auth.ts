import type { RuleInfo } from '../../rule.ts';
import { emptyDockerAuth as rule } from '../empty-docker-auth.ts';

export const emptyDockerAuth: RuleInfo = {
  ...rule,
  why: 'Truss takes an empty block for none. Often the lines below it have lost their indentation.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
`,
};
