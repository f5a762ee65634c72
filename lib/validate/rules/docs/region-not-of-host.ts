import type { RuleInfo } from '../../rule.ts';
import { regionNotOfHost as rule } from '../region-not-of-host.ts';

export const regionNotOfHost: RuleInfo = {
  ...rule,
  why: 'ECR tokens are good in one region only. One from another region is refused with 400 or "authorization token has expired".',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-west-2.amazonaws.com
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-west-2
    registry: 123456789012.dkr.ecr.us-west-2.amazonaws.com
`,
};
