import type { RuleInfo } from '../../rule.ts';
import { foldedNames as rule } from '../folded-names.ts';

export const foldedNames: RuleInfo = {
  ...rule,
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
};
