import type { RuleInfo } from '../../rule.ts';
import { ignoredField as rule } from '../ignored-field.ts';

export const ignoredField: RuleInfo = {
  ...rule,
  why: 'Truss refuses some fields under some methods and quietly ignores the others. A role that is ignored looks like one that is used.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`,
};
