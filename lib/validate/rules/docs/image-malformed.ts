import type { RuleInfo } from '../../rule.ts';
import { imageMalformed as rule } from '../image-malformed.ts';

export const imageMalformed: RuleInfo = {
  ...rule,
  why: 'Truss passes any text on, and the build fails on it: an image has no scheme, no spaces and no capitals in its path.',
  caught: `
base_image:
  image: https://ghcr.io/acme/llama:1
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
`,
};
