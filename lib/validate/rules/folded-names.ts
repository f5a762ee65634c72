import { foldBasetenName } from '../../hosts/baseten-name.ts';
import { shownKey } from '../../secrecy/shown-key.ts';
import type { Rule } from '../rule.ts';

export const foldedNames: Rule = {
  id: 'TDA505',
  severity: 'warning',
  title: 'Two names for one secret in Baseten',
  why: 'Baseten treats all punctuation in the name of a secret as equal: the secret that is set last overwrites the other.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  ghcr-token: null
  ghcr_token: null
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  ghcr_token: null
`,

  *check({ secrets }) {
    const seen = new Map<string, string>();
    for (const { key } of secrets) {
      const folded = foldBasetenName(key.text);
      const other = seen.get(folded);
      if (other === undefined) {
        seen.set(folded, key.text);
        continue;
      }
      yield {
        at: key,
        path: ['secrets', key.text],
        message: `${shownKey(key.text)} and ${shownKey(other)} are the same secret in Baseten.`,
        hint: 'Keep one of them. If there are two values, give one of them a name that differs in more than punctuation.',
      };
    }
  },
};
