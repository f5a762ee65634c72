import { AUTH_PATH } from '../model/config-file.ts';
import { ecrHost } from '../model/ecr-host.ts';
import { awsOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';
import { AWS_KEYS_LOGIN, AWS_OIDC_LOGIN } from '../samples.ts';

export const staticKeys: Rule = {
  id: 'TDA307',
  severity: 'info',
  title: 'Static AWS keys instead of OIDC',
  shows: true,
  why: 'A key of an IAM user never expires by itself, and anyone who finds it can use it. With OIDC there is nothing to store or to rotate.',
  caught: AWS_KEYS_LOGIN,
  passed: AWS_OIDC_LOGIN,

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
