import type { RuleInfo } from '../../rule.ts';
import { nothingToPull as rule } from '../nothing-to-pull.ts';

export const nothingToPull: RuleInfo = {
  ...rule,
  why: 'The block says how to pull the base image. Without one, Truss builds on its own image and the login is never used.',
  caught: `
base_image:
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
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
