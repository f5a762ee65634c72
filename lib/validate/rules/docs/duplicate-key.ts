import type { RuleInfo } from '../../rule.ts';
import { duplicateKey as rule } from '../duplicate-key.ts';

export const duplicateKey: RuleInfo = {
  ...rule,
  why: 'Truss takes the last of them and says so in a warning that is easy to miss; it has announced that this will be an error.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  image: ghcr.io/acme/llama:2
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:2
`,
};
