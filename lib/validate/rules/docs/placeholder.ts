import type { RuleInfo } from '../../rule.ts';
import { placeholder as rule } from '../placeholder.ts';

export const placeholder: RuleInfo = {
  ...rule,
  why: 'Truss substitutes nothing in config.yaml: no environment variables, no templates. The text is used as it stands.',
  caught: `
base_image:
  image: <aws-account-id>.dkr.ecr.us-east-1.amazonaws.com/llama:1
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
