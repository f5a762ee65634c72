import { foldBasetenName } from '../../hosts/baseten-name.ts';
import type { Rule } from '../rule.ts';

export const foldedNames: Rule = {
  id: 'TDA505',
  severity: 'warning',
  title: 'Two names that are one secret to Baseten',
  needs: 'secrets',
  why: 'Baseten takes all punctuation in the name of a secret for the same: whichever is set last overwrites the other.',
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
        message: `${key.text} and ${other} are one secret to Baseten.`,
        hint: 'Keep one of them. If they are two values, give one another name, not only other punctuation.',
      };
    }
  },
};
