import type { RuleInfo } from '../../rule.ts';
import { registryNotOfImage as rule } from '../registry-not-of-image.ts';

export const registryNotOfImage: RuleInfo = {
  ...rule,
  why: 'The login is made at one registry and the image is pulled from another: the pull fails as if there were no login.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    registry: 123456789012.dkr.ecr.us-west-2.amazonaws.com
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`,
};
