import { rewrite } from '../fixes.ts';
import { awsRegions } from '../model/aws-role.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, withField } from '../samples.ts';

const REGION = /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/;
const ZONE = /^([a-z]{2,4}(?:-[a-z]+){1,3}-\d)[a-z]$/;

export const regionShape: Rule = {
  id: 'TDA302',
  severity: 'warning',
  title: 'The region is not an AWS region',
  shows: true,
  fixable: true,
  why: 'The login uses the endpoint of that region. It does not exist, so the pull fails.',
  caught: withField(AWS_OIDC_LOGIN, 'aws_oidc_region', 'us-east-1a'),
  passed: AWS_OIDC_LOGIN,

  *check({ auth, reading }) {
    for (const { node, path, text } of awsRegions(auth)) {
      if (REGION.test(text)) continue;
      const region = ZONE.exec(text)?.[1];
      yield {
        at: node,
        path,
        message: region
          ? `${text} is an availability zone; its region is ${region}.`
          : `${JSON.stringify(text)} is not an AWS region.`,
        hint: `Write the region in the registry's name, such as ${region ?? 'us-east-1'}.`,
        fix: region ? rewrite(reading.text, node, region, `Write ${region}`) : undefined,
      };
    }
  },
};
export function isRegion(text: string): boolean {
  return REGION.test(text);
}
