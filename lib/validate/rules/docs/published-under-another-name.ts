import type { RuleInfo } from '../../rule.ts';
import { publishedUnderAnotherName as rule } from '../published-under-another-name.ts';

export const publishedUnderAnotherName: RuleInfo = {
  ...rule,
  why: 'pullkeeper keeps a login for this registry alive, but under a name that this model does not read. The one it reads goes stale.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
secrets:
  DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com: null
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
  registries: `
backends:
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
registries:
  - host: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    publish: [{ backend: baseten, name: ecr_login }]
  - host: ghcr.io
    credentials: { username: acme-bot, password: { from: env, id: GHCR_TOKEN } }
    publish: [baseten]
`,
};
