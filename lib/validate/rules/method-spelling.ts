import { rewrite } from '../fixes.ts';
import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, withField } from '../samples.ts';

export const methodSpelling: Rule = {
  id: 'TDA105',
  severity: 'info',
  title: 'auth_method is not in capitals',
  shows: true,
  fixable: true,
  why: 'Truss converts it to capitals. Editors that use the JSON schema of Truss, and other tools, do not.',
  caught: withField(AWS_OIDC_LOGIN, 'auth_method', 'aws_oidc'),
  passed: AWS_OIDC_LOGIN,

  *check({ auth, reading }) {
    const node = auth?.entry('auth_method')?.value;
    if (!auth?.method || node?.kind !== 'scalar' || node.text === auth.method) return;
    yield {
      at: node,
      path: [...AUTH_PATH, 'auth_method'],
      message: `${node.text} works because Truss converts it to capitals; the documented name is ${auth.method}.`,
      fix: rewrite(reading.text, node, auth.method, `Write ${auth.method}`),
    };
  },
};
