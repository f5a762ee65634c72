import { foldBasetenName } from '../../hosts/baseten-name.ts';
import { shownKey } from '../../secrecy/shown-key.ts';
import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';

export const oneSecretForBothKeys: Rule = {
  id: 'TDA306',
  severity: 'warning',
  title: 'One secret for the key id and the key',
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

  *check({ auth }) {
    if (auth?.method !== 'AWS_IAM') return;
    const id = auth.field('aws_access_key_id_secret_name')?.text ?? 'aws_access_key_id';
    const key = auth.field('aws_secret_access_key_secret_name');
    if (!key || foldBasetenName(id) !== foldBasetenName(key.text)) return;
    yield {
      at: key.node,
      path: [...AUTH_PATH, 'aws_secret_access_key_secret_name'],
      message: `The access key id and the secret access key are both read from the secret ${shownKey(key.text)}.`,
      hint: 'Store them as two secrets in Baseten, and name the second one here.',
    };
  },
};
