import type { RegistryHost } from '../../hosts/registry-host.ts';
import { sourceTypeFor } from '../../hosts/source-types.ts';
import { keyOf, registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import type { Rule } from '../rule.ts';
import { ECR_SECRET } from '../samples.ts';

export const notKeptFresh: Rule = {
  id: 'TDA603',
  severity: 'warning',
  title: 'Nothing keeps the token fresh',
  why: 'The model logs in to a registry whose tokens expire, and registries.yml does not publish a login for it: the token expires without an alarm.',
  caught: `
base_image:
  image: 210987654321.dkr.ecr.us-east-1.amazonaws.com/llama:1
secrets:
  DOCKER_REGISTRY_210987654321.dkr.ecr.us-east-1.amazonaws.com: null
`,
  passed: ECR_SECRET,
  registries: `
backends:
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
registries:
  - host: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    publish: [baseten]
`,

  *check({ secrets, kept }) {
    for (const { key } of kept ? secrets : []) {
      const named = hostOfSecret(key.text);
      const host = registryOf(named ?? '');
      if (named === undefined || host === undefined) continue;
      const origin = originOf(host);
      if (origin === undefined) continue;
      if (kept?.some((secret) => secret.key === keyOf(named))) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: `Nothing in registries.yml publishes a login for ${named} to Baseten.`,
        hint:
          host.kind === 'ecr' ? 'Add to registries.yml:' : 'If this login expires, add to registries.yml:',
        example: [`  - host: ${named}`, ...origin, '    publish: [<your baseten backend>]'],
      };
    }
  },
};

/** The lines of registries.yml that say who mints the token. Undefined for a registry whose logins may have no end. */
function originOf({ kind, host }: RegistryHost): string[] | undefined {
  if (kind === 'ecr') return [];
  if (kind === 'artifact-registry') return ['    identity: <your Google identity>'];
  const source = sourceTypeFor(host);
  return source?.expires ? [`    source: { type: ${source.type}, … }`] : undefined;
}
