import { AUTH_PATH } from '../model/config-file.ts';
import { ecrHost } from '../model/ecr-host.ts';
import { awsOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';

export const staticKeys: Rule = {
  id: 'TDA307',
  severity: 'info',
  title: 'Static AWS keys instead of OIDC',
  shows: true,
  needs: 'aws_keys',
  why: 'A key of an IAM user never expires by itself, and anyone who finds it can use it. With OIDC there is nothing to store or to rotate.',
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

  *check(file) {
    const entry = file.auth?.entry('auth_method');
    const host = ecrHost(file);
    if (file.auth?.method !== 'AWS_IAM' || !entry || !host) return;
    yield {
      at: entry.value,
      path: [...AUTH_PATH, 'auth_method'],
      message: 'AWS_IAM needs a long-lived key; AWS_OIDC needs no secret at all.',
      hint: 'Once the role trusts Baseten (docs.baseten.co/organization/oidc), use:',
      example: awsOidcBlock(host),
    };
  },
};
