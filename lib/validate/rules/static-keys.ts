import { AUTH_PATH } from '../model/config-file.ts';
import { ecrHost } from '../model/ecr-host.ts';
import { awsOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';

export const staticKeys: Rule = {
  id: 'TDA307',
  severity: 'info',
  title: 'Static AWS keys where OIDC would do',
  shows: true,
  needs: 'aws_keys',
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
