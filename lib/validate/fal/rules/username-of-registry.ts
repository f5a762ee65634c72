import { USERS } from '../../../hosts/users.ts';
import { rewrite } from '../../fixes.ts';
import { registryOf } from '../../model/registry.ts';
import { credentials } from '../credentials.ts';
import type { FalRule } from './rule.ts';

export const usernameOfRegistry: FalRule = {
  id: 'FAL301',
  severity: 'warning',
  title: 'A username that the registry does not accept',
  why: 'ECR accepts only the user AWS. Artifact Registry accepts three users, one for each kind of password. Docker Hub expects the name, not the e-mail address.',
  caught: `
123456789012.dkr.ecr.us-east-1.amazonaws.com:
  username: acme-bot
  password: $AWS_ECR_PASSWORD
`,
  passed: `
123456789012.dkr.ecr.us-east-1.amazonaws.com:
  username: AWS
  password: $AWS_ECR_PASSWORD
`,
  fixable: true,
  *check(registries, text) {
    for (const { registry, node, text: username, path } of credentials(registries, 'username')) {
      const kind = registryOf(registry.host)?.kind;
      const users = kind && USERS[kind];
      if (!users || username.startsWith('$$') || users.known.test(username)) continue;
      yield {
        at: node,
        path,
        message: `${registry.host} does not accept this user.`,
        hint: users.hint,
        fix: users.only === undefined ? undefined : rewrite(text, node, users.only, `Write ${users.only}`),
      };
    }
  },
};
