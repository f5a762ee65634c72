import type { RuleInfo } from '../../rule.ts';
import { artifactPathTooShort as rule } from '../artifact-path-too-short.ts';

export const artifactPathTooShort: RuleInfo = {
  ...rule,
  why: 'There an image has three parts behind the host: project, repository, image. With two, Google answers that it does not exist.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/llama:1
`,
  passed: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
`,
};
