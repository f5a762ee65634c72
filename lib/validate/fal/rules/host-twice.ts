import { judgeHost, keyOf } from '../../model/registry.ts';
import type { FalRule } from './rule.ts';

export const hostTwice: FalRule = {
  id: 'FAL203',
  severity: 'error',
  title: 'Two logins for one registry',
  why: 'Which of the two is used depends on the order of the keys. When one password is renewed, the other goes on being tried.',
  caught: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
https://ghcr.io:
  username: acme-other
  password: $OTHER_TOKEN
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,

  *check({ entries }) {
    const seen = new Map<string, string>();
    for (const { entry, path, host } of entries) {
      const parsed = judgeHost(host);
      const key = keyOf(parsed.ok ? host : (parsed.problem.suggestion ?? host));
      const other = seen.get(key);
      if (other === undefined) {
        seen.set(key, host);
        continue;
      }
      yield {
        at: entry.key,
        path,
        message: `${JSON.stringify(host)} and ${JSON.stringify(other)} are one registry.`,
        hint: 'Keep one of them.',
      };
    }
  },
};
