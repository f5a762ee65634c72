import type { RuleInfo } from '../../rule.ts';
import { staticKeys as rule } from '../static-keys.ts';

export const staticKeys: RuleInfo = {
  ...rule,
  why: 'A key of an IAM user never expires by itself, and works for whoever finds it. With OIDC there is nothing to store or to rotate.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
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
