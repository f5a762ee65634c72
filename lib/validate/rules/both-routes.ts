import { logsInTo } from '../model/method-registry.ts';
import { registryOf, sameRegistry } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN } from '../samples.ts';

export const bothRoutes: Rule = {
  id: 'TDA506',
  severity: 'warning',
  title: 'docker_auth and a DOCKER_REGISTRY_ secret for one registry',
  why: 'There are two logins for one registry, and Baseten does not document which one it uses. If one expires, the other may or may not hide that.',
  caught: `${AWS_OIDC_LOGIN}secrets:
  DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com: null
`,
  passed: AWS_OIDC_LOGIN,

  *check({ auth, image, secrets }) {
    const registry = auth?.field('registry')?.text ?? image?.reference?.host;
    if (!auth || registry === undefined) return;
    // A block that cannot log in is no second login: TDA205.
    const named = registryOf(registry);
    if (auth.method && named && !logsInTo(auth.method, named)) return;
    for (const { key } of secrets) {
      const host = hostOfSecret(key.text);
      if (host === undefined || !sameRegistry(host, registry)) continue;
      // A block that reads the same secret is one login, not two.
      if (auth.field('secret_name')?.text === key.text) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: `docker_auth already logs in to ${registry}; this secret is a second login for the same registry.`,
        hint: 'Keep docker_auth if it needs no stored token, and delete the secret; otherwise delete docker_auth.',
      };
    }
  },
};
