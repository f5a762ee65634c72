import { keyOf, registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import type { Rule } from '../rule.ts';

export const notKeptFresh: Rule = {
  id: 'TDA603',
  severity: 'warning',
  title: 'Nothing keeps the token fresh',
  needs: 'registries',
  *check({ secrets, kept }) {
    for (const { key } of kept ? secrets : []) {
      const named = hostOfSecret(key.text);
      const host = registryOf(named ?? '');
      if (named === undefined || (host?.kind !== 'ecr' && host?.kind !== 'artifact-registry')) continue;
      if (kept?.some((secret) => secret.key === keyOf(named))) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: `Nothing in registries.yml publishes a login for ${named} to Baseten.`,
        hint: 'Add to registries.yml:',
        example: [`  - host: ${named}`, '    publish: [<your baseten backend>]'],
      };
    }
  },
};
