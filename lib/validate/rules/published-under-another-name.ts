import { foldBasetenName } from '../../hosts/baseten-name.ts';
import { AUTH_PATH } from '../model/config-file.ts';
import type { KeptSecret } from '../model/kept-secrets.ts';
import { referencedSecrets } from '../model/referenced-secrets.ts';
import { keyOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import type { Hit, Rule } from '../rule.ts';
import { ECR_SECRET, GHCR_SECRET } from '../samples.ts';

export const publishedUnderAnotherName: Rule = {
  id: 'TDA604',
  severity: 'warning',
  title: 'The fresh token is published under another name',
  why: 'pullkeeper publishes a login for this registry under a name that this model does not read. The secret that the model reads is not refreshed.',
  caught: ECR_SECRET,
  passed: GHCR_SECRET,
  registries: `
backends:
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
registries:
  - host: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    publish: [{ backend: baseten, name: ecr_login }]
  - host: ghcr.io
    credentials: { username: acme-bot, password: { from: env, id: GHCR_TOKEN } }
    publish: [baseten]
`,

  *check({ auth, image, secrets, kept }) {
    if (!kept) return;
    for (const { key } of secrets) {
      const named = hostOfSecret(key.text);
      if (named === undefined) continue;
      yield* misread(kept, keyOf(named), key.text, { at: key, path: ['secrets', key.text] });
    }
    const host = auth?.field('registry')?.text ?? image?.reference?.host;
    if (!auth || !host || auth.method !== 'REGISTRY_SECRET') return;
    for (const { field, name, node } of referencedSecrets(auth)) {
      yield* misread(kept, keyOf(host), name, { at: node, path: [...AUTH_PATH, field] });
    }
  },
};

function* misread(
  kept: readonly KeptSecret[],
  registry: string,
  name: string,
  place: Pick<Hit, 'at' | 'path'>,
): Iterable<Hit> {
  const published = kept.filter((secret) => secret.key === registry);
  const [first] = published;
  if (!first || published.some((secret) => foldBasetenName(secret.name) === foldBasetenName(name))) return;
  yield {
    ...place,
    message: `registries.yml publishes the login for ${registry} as ${first.name}, and this model reads ${name}.`,
    hint: `Publish it as ${name}, or read ${first.name} here.`,
  };
}
