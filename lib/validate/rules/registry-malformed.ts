import { rewrite } from '../fixes.ts';
import { judgeHost } from '../model/registry.ts';
import type { Rule } from '../rule.ts';
import { REGISTRY_SECRET_LOGIN, withField } from '../samples.ts';

export const registryMalformed: Rule = {
  id: 'TDA203',
  severity: 'warning',
  title: 'The registry is not a bare host',
  shows: true,
  fixable: true,
  why: 'The value is compared with the host of the image. With a scheme, a path or a typing error the login is never used.',
  caught: withField(REGISTRY_SECRET_LOGIN, 'registry', 'https://ghcr.io/acme'),
  passed: REGISTRY_SECRET_LOGIN,

  *check({ auth, reading }) {
    const registry = auth?.field('registry');
    const parsed = registry && judgeHost(registry.text);
    if (!parsed || parsed.ok) return;
    const { message, suggestion } = parsed.problem;
    yield {
      at: registry.node,
      path: registry.path,
      message,
      hint:
        suggestion === undefined
          ? 'Write the host of the image, up to its first slash.'
          : `Write "registry: ${suggestion}".`,
      fix:
        suggestion === undefined
          ? undefined
          : rewrite(reading.text, registry.node, suggestion, `Write ${suggestion}`),
    };
  },
};
