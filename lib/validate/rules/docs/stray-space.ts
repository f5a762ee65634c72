import type { RuleInfo } from '../../rule.ts';
import { straySpace as rule } from '../stray-space.ts';

export const straySpace: RuleInfo = {
  ...rule,
  why: 'Truss keeps the space, and "ghcr.io " is another registry than "ghcr.io". A block scalar ("|") ends with a newline.',
  caught: `
base_image:
  image: "ghcr.io/acme/llama:1 "
`,
  passed: `
base_image:
  image: "ghcr.io/acme/llama:1"
`,
};
