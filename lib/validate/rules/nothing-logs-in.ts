import { IMAGE_PATH } from '../model/config-file.ts';
import { registryOf } from '../model/registry.ts';
import { hostOfSecret } from '../model/registry-secret.ts';
import { awsOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';
import { ECR_SECRET } from '../samples.ts';
import { childOf, isNull } from '../yaml/node.ts';

export const nothingLogsIn: Rule = {
  id: 'TDA207',
  severity: 'warning',
  title: 'A private image without a login',
  why: 'Amazon ECR and the NIM images of NVIDIA need a login. With neither docker_auth nor a DOCKER_REGISTRY_ secret, the pull fails.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
`,
  passed: ECR_SECRET,

  *check({ image, root, secrets }) {
    const host = registryOf(image?.reference?.host ?? '');
    if (!image || !host) return;
    const nim = host.kind === 'ngc' && image.reference?.path.startsWith('nim/') === true;
    if (host.kind !== 'ecr' && !nim) return;
    const login = childOf(childOf(root, 'base_image'), 'docker_auth');
    if (login && !isNull(login)) return;
    if (secrets.some(({ key }) => hostOfSecret(key.text) !== undefined)) return;
    yield {
      at: image.node,
      path: IMAGE_PATH,
      message: `${host.kind === 'ecr' ? host.host : 'nvcr.io/nim'} is private, and this file has no login for it.`,
      hint:
        host.kind === 'ecr'
          ? 'Add below the image:'
          : 'Store base64 of $oauthtoken:<NGC API key> in Baseten under this name, and declare it:',
      example: host.kind === 'ecr' ? awsOidcBlock(host) : ['secrets:', '  DOCKER_REGISTRY_nvcr.io: null'],
    };
  },
};
