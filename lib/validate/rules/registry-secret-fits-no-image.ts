import { shownKey } from '../../secrecy/shown-key.ts';
import { registryOf, sameRegistry } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { isTemplate } from '../model/template.ts';
import type { Rule } from '../rule.ts';
import { GHCR_SECRET } from '../samples.ts';

export const registrySecretFitsNoImage: Rule = {
  id: 'TDA503',
  severity: 'warning',
  title: 'A DOCKER_REGISTRY_ secret that fits no image',
  why: 'The name must be the host of the image exactly. A login for another host is not used, and every container can read it.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_nvcr.io: null
`,
  passed: GHCR_SECRET,

  *check({ image, secrets }) {
    const host = image?.reference?.host;
    if (!host) return;
    for (const { key } of secrets) {
      const named = hostOfSecret(key.text);
      if (named === undefined || isTemplate(named) || !registryOf(named) || sameRegistry(named, host))
        continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: `${shownKey(key.text)} is not used: the image comes from ${host}.`,
        hint: `Rename it if it is meant for ${host}, or delete the line.`,
      };
    }
  },
};
