import { rewrite } from '../fixes.ts';
import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';

export const methodSpelling: Rule = {
  id: 'TDA105',
  severity: 'info',
  title: 'auth_method is not in capitals',
  shows: true,
  fixable: true,
  needs: 'docker_auth',
  *check({ auth, reading }) {
    const node = auth?.entry('auth_method')?.value;
    if (!auth?.method || node?.kind !== 'scalar' || node.text === auth.method) return;
    yield {
      at: node,
      path: [...AUTH_PATH, 'auth_method'],
      message: `${node.text} works because Truss upper-cases it; the name is ${auth.method}.`,
      fix: rewrite(reading.text, node, auth.method, `Write ${auth.method}`),
    };
  },
};
