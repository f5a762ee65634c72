import type { RuleInfo } from '../../rule.ts';
import { regionShape as rule } from '../region-shape.ts';

export const regionShape: RuleInfo = {
  ...rule,
  why: 'The login is asked for at the endpoint of that region. There is none, and the pull fails.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1a
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
