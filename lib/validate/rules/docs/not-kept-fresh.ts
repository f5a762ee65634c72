import type { RuleInfo } from '../../rule.ts';
import { notKeptFresh as rule } from '../not-kept-fresh.ts';

export const notKeptFresh: RuleInfo = {
  ...rule,
  why: 'The model logs in with a token that expires, and registries.yml has no line that publishes it: it dies, and nobody is told.',
  caught: `
base_image:
  image: 210987654321.dkr.ecr.us-east-1.amazonaws.com/llama:1
secrets:
  DOCKER_REGISTRY_210987654321.dkr.ecr.us-east-1.amazonaws.com: null
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
secrets:
  DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com: null
`,
  registries: `
backends:
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
registries:
  - host: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    publish: [baseten]
`,
};
