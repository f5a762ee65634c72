import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, withoutField } from '../samples.ts';
import { childOf, textOf } from '../yaml/node.ts';

export const nothingToPull: Rule = {
  id: 'TDA103',
  severity: 'warning',
  title: 'docker_auth without an image',
  why: 'The block is the login for the base image. Without an image, Truss builds on its own image and never uses the login.',
  caught: withoutField(AWS_OIDC_LOGIN, 'image'),
  passed: AWS_OIDC_LOGIN,

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
