import { IMAGE_PATH } from '../model/config-file.ts';
import { registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { awsOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';
import { childOf, entryOf } from '../yaml/node.ts';

export const nothingLogsIn: Rule = {
  id: 'TDA207',
  severity: 'warning',
  title: 'A private image, and nothing logs in',
  why: 'Amazon ECR serves nothing without a login. With neither docker_auth nor a DOCKER_REGISTRY_ secret, the pull fails.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
secrets:
  DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com: null
`,

  *check({ image, root, secrets }) {
    const host = registryOf(image?.reference?.host ?? '');
    if (!image || host?.kind !== 'ecr') return;
    if (entryOf(childOf(root, 'base_image'), 'docker_auth')) return;
    if (secrets.some(({ key }) => hostOfSecret(key.text) !== undefined)) return;
    yield {
      at: image.node,
      path: IMAGE_PATH,
      message: `${host.host} is private, and nothing here logs in to it.`,
      hint: 'Add below the image:',
      example: awsOidcBlock(host),
    };
  },
};
