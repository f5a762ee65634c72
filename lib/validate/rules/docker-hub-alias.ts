import { DOCKER_HUB_KEY, SECRET_PREFIX } from '../../hosts/key.ts';
import { shownKey } from '../../secrecy/shown-key.ts';
import { rewrite } from '../fixes.ts';
import { DOCKER_HUB } from '../model/image.ts';
import { registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import type { Rule } from '../rule.ts';

export const dockerHubAlias: Rule = {
  id: 'TDA204',
  severity: 'warning',
  title: 'Docker Hub under another name',
  shows: true,
  fixable: true,
  why: `Docker looks for the login of Docker Hub under ${DOCKER_HUB_KEY} only, whatever name the image uses.`,
  caught: `
base_image:
  image: acme/llama:1
secrets:
  DOCKER_REGISTRY_docker.io: null
`,
  passed: `
base_image:
  image: acme/llama:1
secrets:
  DOCKER_REGISTRY_https://index.docker.io/v1/: null
`,

  *check({ auth, secrets, reading }) {
    const registry = auth?.field('registry');
    const named = registry?.text;
    if (registry && named !== DOCKER_HUB && named !== DOCKER_HUB_KEY && isDockerHub(registry.text)) {
      yield {
        at: registry.node,
        path: registry.path,
        message: `${registry.text} is Docker Hub, which images call ${DOCKER_HUB}.`,
        hint: `Write "registry: ${DOCKER_HUB}".`,
        fix: rewrite(reading.text, registry.node, DOCKER_HUB, `Write ${DOCKER_HUB}`),
      };
    }
    for (const { key } of secrets) {
      const host = hostOfSecret(key.text);
      if (host === undefined || host === DOCKER_HUB_KEY || !isDockerHub(host)) continue;
      const name = `${SECRET_PREFIX}${DOCKER_HUB_KEY}`;
      yield {
        at: key,
        path: ['secrets', key.text],
        message: `${shownKey(key.text)} is not found: readers look for the login of Docker Hub under ${DOCKER_HUB_KEY}.`,
        hint: `Name the secret ${name}, here and in Baseten. The slash at the end is part of the name.`,
        fix: rewrite(reading.text, key, name, 'Use the name that Docker looks for'),
      };
    }
  },
};

/** Docker Hub's key without the slash, or with another path, is an alias too. */
function isDockerHub(text: string): boolean {
  return registryOf(text.replace(/^https?:\/\//, '').replace(/\/(?:v\d\/?)?$/, ''))?.kind === 'docker-hub';
}
