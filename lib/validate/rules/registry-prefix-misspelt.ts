import { SECRET_PREFIX } from '../../hosts/key.ts';
import { shownKey } from '../../secrecy/shown-key.ts';
import { rewrite } from '../fixes.ts';
import type { Rule } from '../rule.ts';
import { GHCR_SECRET } from '../samples.ts';

export const registryPrefixMisspelt: Rule = {
  id: 'TDA507',
  severity: 'warning',
  title: 'DOCKER_REGISTRY_ is misspelt',
  fixable: true,
  why: 'Baseten looks for this exact prefix: capitals, two underscores, then the host. A secret with another prefix is not used as a login.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  docker_registry_ghcr.io: null
`,
  passed: GHCR_SECRET,

  *check({ secrets, reading }) {
    for (const { key } of secrets) {
      const host = /^docker[-_. ]?registry[-_. ]+(\S+\.\S+)$/i.exec(key.text)?.[1];
      const name = `${SECRET_PREFIX}${host}`;
      if (host === undefined || name === key.text) continue;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: `${shownKey(key.text)} is not used as a login for a registry: the prefix must be ${SECRET_PREFIX}.`,
        hint: `Name the secret ${shownKey(name)}, here and in Baseten.`,
        fix: rewrite(reading.text, key, name, `Write ${SECRET_PREFIX}`),
      };
    }
  },
};
