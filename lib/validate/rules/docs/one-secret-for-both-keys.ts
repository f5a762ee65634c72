import type { RuleInfo } from '../../rule.ts';
import { oneSecretForBothKeys as rule } from '../one-secret-for-both-keys.ts';

export const oneSecretForBothKeys: RuleInfo = {
  ...rule,
  why: 'The access key id and the secret access key are two values. One of them is read from the wrong secret, and AWS refuses the login.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    aws_access_key_id_secret_name: ecr_key
    aws_secret_access_key_secret_name: ecr_key
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  ecr_key: null
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    aws_access_key_id_secret_name: ecr_key_id
    aws_secret_access_key_secret_name: ecr_key
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  ecr_key_id: null
  ecr_key: null
`,
};
