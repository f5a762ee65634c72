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
  *check(file) {
    const host = ecrHost(file);
    if (!host) return;
    for (const { node, path, text } of awsRegions(file.auth)) {
      if (text === host.region || !isRegion(text)) continue;
      yield {
        at: node,
        path,
        message: `The registry is in ${host.region}, and the token would be asked for in ${text}.`,
        hint: `Write ${host.region}.`,
        fix: rewrite(file.reading.text, node, host.region, `Write ${host.region}`),
      };
    }
  },
};
