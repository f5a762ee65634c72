import type { RuleInfo } from '../../rule.ts';
import { bothRoutes as rule } from '../both-routes.ts';

export const bothRoutes: RuleInfo = {
  ...rule,
  why: 'Two logins for one registry, and nothing says which one is used. When one of them expires, the other hides it, or does not.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com: null
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
`,
};
