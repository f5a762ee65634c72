import { rewrite } from '../fixes.ts';
import { awsRegions } from '../model/aws-role.ts';
import { ecrHost } from '../model/ecr-host.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, withField } from '../samples.ts';
import { isRegion } from './region-shape.ts';

export const regionNotOfHost: Rule = {
  id: 'TDA303',
  severity: 'warning',
  title: "The region is not the registry's",
  shows: true,
  fixable: true,
  why: 'An ECR token works in one region only. In another region, ECR rejects it with 400 or "authorization token has expired".',
  caught: withField(AWS_OIDC_LOGIN, 'aws_oidc_region', 'us-west-2'),
  passed: AWS_OIDC_LOGIN,

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
