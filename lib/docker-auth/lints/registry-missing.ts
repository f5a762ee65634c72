import { nearest } from '../../nearest.ts';
import { AUTH_PATH } from '../config-file.ts';
import { addLine } from '../fixes.ts';
import { childOf, textOf } from '../node.ts';
import type { Rule } from './rule.ts';

export const registryMissing: Rule = {
  id: 'TDA201',
  severity: 'warning',
  title: 'The registry is missing',
  why: "Baseten's docs require registry to be the host of the image. Truss does not check, and the build finds out.",
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
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
  fixable: true,
  needs: 'docker_auth',
  *check({ auth, image, reading }) {
    if (!auth || textOf(childOf(auth.map, 'registry')) !== undefined) return;
    // Truss says of a misspelt key that it does not know it, and what was meant.
    if (auth.map.entries.some(({ key }) => key.text !== 'registry' && nearest(key.text, ['registry'])))
      return;
    const host = image?.reference?.host;
    const method = auth.entry('auth_method');
    const absent = auth.entry('registry') === undefined;
    yield {
      at: auth.entry('registry')?.key ?? auth.key,
      path: [...AUTH_PATH, 'registry'],
      message: 'docker_auth does not say which registry the login is for.',
      hint: `Add "registry: ${host ?? '<host of the image>'}".`,
      fix:
        host && method && absent
          ? addLine(reading.text, method, `registry: ${host}`, 'Add the host of the image')
          : undefined,
    };
  },
};
