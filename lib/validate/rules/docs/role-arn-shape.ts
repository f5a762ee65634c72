import type { RuleInfo } from '../../rule.ts';
import { roleArnShape as rule } from '../role-arn-shape.ts';

export const roleArnShape: RuleInfo = {
  ...rule,
  why: 'Baseten hands the text to AWS as it is. AWS refuses it when the image is pulled, not when the model is pushed.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: baseten-ecr-access
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
