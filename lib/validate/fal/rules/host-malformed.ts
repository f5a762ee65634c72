import { rewrite } from '../../fixes.ts';
import { judgeHost, registryOf } from '../../model/registry.ts';
import type { FalRule } from './rule.ts';

export const hostMalformed: FalRule = {
  id: 'FAL201',
  severity: 'warning',
  title: 'The registry is not a bare host',
  why: 'fal looks for the login by the host of the image. It finds none with a scheme, a slash or a path; only Docker Hub has an address as its key.',
  caught: `
https://ghcr.io/:
  username: acme-bot
  password: $GHCR_TOKEN
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,
  fixable: true,
  *check({ entries }, text) {
    for (const { entry, path, host } of entries) {
      const parsed = judgeHost(host);
      if (parsed.ok) continue;
      const { message, suggestion } = parsed.problem;
      if (suggestion !== undefined && registryOf(suggestion)?.kind === 'docker-hub') continue;
      yield {
        at: entry.key,
        path,
        message,
        hint: `Write ${suggestion ?? 'the host of the image, up to its first slash'}.`,
        fix:
          suggestion === undefined ? undefined : rewrite(text, entry.key, suggestion, `Write ${suggestion}`),
      };
    }
  },
};
