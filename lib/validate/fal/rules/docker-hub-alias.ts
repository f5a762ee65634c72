import { DOCKER_HUB_KEY } from '../../../hosts/key.ts';
import { shownKey } from '../../../secrecy/shown-key.ts';
import { rewrite } from '../../fixes.ts';
import { judgeHost, registryOf } from '../../model/registry.ts';
import type { FalRule } from './rule.ts';

function isDockerHub(host: string): boolean {
  const parsed = judgeHost(host);
  if (parsed.ok) return parsed.host.kind === 'docker-hub';
  return registryOf(parsed.problem.suggestion ?? '')?.kind === 'docker-hub';
}

export const falDockerHubAlias: FalRule = {
  id: 'FAL202',
  severity: 'warning',
  title: 'Docker Hub under another name',
  why: 'BuildKit looks for the login of Docker Hub under https://index.docker.io/v1/ only, with the slash at the end.',
  caught: `
docker.io:
  username: acme
  password: $DOCKER_HUB_TOKEN
`,
  passed: `
https://index.docker.io/v1/:
  username: acme
  password: $DOCKER_HUB_TOKEN
`,
  fixable: true,
  *check({ entries }, text) {
    for (const { entry, path, host } of entries) {
      if (host === DOCKER_HUB_KEY || !isDockerHub(host)) continue;
      yield {
        at: entry.key,
        path,
        message: `${JSON.stringify(shownKey(host))} is not found: readers look for the login of Docker Hub under ${DOCKER_HUB_KEY}.`,
        hint: `Write ${DOCKER_HUB_KEY}, with the slash at the end.`,
        fix: rewrite(text, entry.key, DOCKER_HUB_KEY, `Write ${DOCKER_HUB_KEY}`),
      };
    }
  },
};
