import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';
import { childOf, textOf } from '../yaml/node.ts';

export const nothingToPull: Rule = {
  id: 'TDA103',
  severity: 'warning',
  title: 'docker_auth without an image',
  needs: 'docker_auth',
  why: 'The block is the login for the base image. Without an image, Truss builds on its own image and never uses the login.',
  caught: `
base_image:
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
`,

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
