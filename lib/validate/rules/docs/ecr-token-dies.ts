import type { RuleInfo } from '../../rule.ts';
import { ecrTokenDies as rule } from '../ecr-token-dies.ts';

export const ecrTokenDies: RuleInfo = {
  ...rule,
  why: 'A DOCKER_REGISTRY_ secret for ECR holds a token of 12 hours, and nothing in Baseten renews it: the first build or scale-up after that fails.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
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
