import { shownKey } from '../../../secrecy/shown-key.ts';
import { judgeHost, keyOf } from '../../model/registry.ts';
import type { FalRule } from './rule.ts';

export const hostTwice: FalRule = {
  id: 'FAL203',
  severity: 'error',
  title: 'Two logins for one registry',
  why: 'The order of the keys decides which login is used. When one password is replaced, the old one may still be tried.',
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
        message: `${JSON.stringify(shownKey(host))} and ${JSON.stringify(shownKey(other))} are one registry.`,
        hint: 'Keep one of them.',
      };
    }
  },
};
