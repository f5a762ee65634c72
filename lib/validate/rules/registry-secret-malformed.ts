import { DOCKER_HUB_KEY, SECRET_PREFIX } from '../../hosts/key.ts';
import { rewrite } from '../fixes.ts';
import { judgeHost, registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { isTemplate } from '../model/template.ts';
import type { Rule } from '../rule.ts';
import { GHCR_SECRET } from '../samples.ts';

export const registrySecretMalformed: Rule = {
  id: 'TDA508',
  severity: 'warning',
  title: 'A DOCKER_REGISTRY_ secret that names no host',
  fixable: true,
  why: 'The prefix is followed by the bare host, as in the image. With a scheme, a slash or a path the secret is never found.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_https://ghcr.io: null
`,
  passed: GHCR_SECRET,

  *check({ secrets, reading }) {
    for (const { key } of secrets) {
      const host = hostOfSecret(key.text);
      if (host === undefined || host === DOCKER_HUB_KEY || isTemplate(host)) continue;
      const parsed = judgeHost(host);
      const suggestion = parsed.ok ? undefined : parsed.problem.suggestion;
      // Docker Hub has a special key, and a separate rule.
      if (parsed.ok || (suggestion !== undefined && registryOf(suggestion)?.kind === 'docker-hub')) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: host === '' ? `${SECRET_PREFIX} is not followed by a host.` : parsed.problem.message,
        hint: `Name the secret ${SECRET_PREFIX}${suggestion ?? '<host of the image>'}, here and in Baseten.`,
        fix:
          suggestion === undefined
            ? undefined
            : rewrite(reading.text, key, `${SECRET_PREFIX}${suggestion}`, 'Write the bare host'),
      };
    }
  },
};
