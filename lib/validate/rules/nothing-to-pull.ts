import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';
import { childOf, textOf } from '../yaml/node.ts';

export const nothingToPull: Rule = {
  id: 'TDA103',
  severity: 'warning',
  title: 'docker_auth without an image',
  needs: 'docker_auth',
  *check({ root, auth }) {
    if (!auth || textOf(childOf(childOf(root, 'base_image'), 'image')) !== undefined) return;
    yield {
      at: auth.key,
      path: AUTH_PATH,
      message: 'docker_auth has no image to pull: base_image.image is missing.',
      hint: 'Add "image:" next to docker_auth, with the full name of the image: <registry>/<path>:<tag>.',
    };
  },
};
