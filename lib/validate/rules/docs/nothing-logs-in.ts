import type { RuleInfo } from '../../rule.ts';
import { nothingLogsIn as rule } from '../nothing-logs-in.ts';

export const nothingLogsIn: RuleInfo = {
  ...rule,
  why: 'Amazon ECR serves nothing without a login. With neither docker_auth nor a DOCKER_REGISTRY_ secret, the pull fails.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
secrets:
  DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com: null
`,
};
