import { rewrite } from '../fixes.ts';
import { awsRegions } from '../model/aws-role.ts';
import { ecrHost } from '../model/ecr-host.ts';
import type { Rule } from '../rule.ts';
import { isRegion } from './region-shape.ts';

export const regionNotOfHost: Rule = {
  id: 'TDA303',
  severity: 'warning',
  title: "The region is not the registry's",
  shows: true,
  fixable: true,
  needs: 'aws_role',
  why: 'An ECR token works in one region only. In another region, ECR rejects it with 400 or "authorization token has expired".',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-west-2.amazonaws.com
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.us-west-2.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-west-2
    registry: 123456789012.dkr.ecr.us-west-2.amazonaws.com
`,

  *check(file) {
    const host = ecrHost(file);
    if (!host) return;
    for (const { node, path, text } of awsRegions(file.auth)) {
      if (text === host.region || !isRegion(text)) continue;
      yield {
        at: node,
        path,
        message: `The registry is in ${host.region}, but the token comes from ${text}.`,
        hint: `Write ${host.region}.`,
        fix: rewrite(file.reading.text, node, host.region, `Write ${host.region}`),
      };
    }
  },
};
