import type { RuleInfo } from '../../rule.ts';
import { documentEndAtTop as rule } from '../document-end-at-top.ts';

export const documentEndAtTop: RuleInfo = {
  ...rule,
  why: 'In Baseten\'s docs "..." stands for the rest of a config. To YAML it ends a document, and Truss cannot read a file that begins with it.',
  caught: `
...
  base_image:
    image: ghcr.io/acme/llama:1
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
`,
};
