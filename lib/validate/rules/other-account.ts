import { awsRoles, ROLE_ARN } from '../model/aws-role.ts';
import { ecrHost } from '../model/ecr-host.ts';
import type { Rule } from '../rule.ts';

export const otherAccount: Rule = {
  id: 'TDA304',
  severity: 'info',
  title: 'The role is in another account than the registry',
  needs: 'aws_role',
  *check(file) {
    const host = ecrHost(file);
    for (const { node, path, text } of awsRoles(file.auth)) {
      const account = ROLE_ARN.exec(text)?.groups?.account;
      if (!host || account === undefined || account === host.account) continue;
      yield {
        at: node,
        path,
        message: `The role belongs to account ${account}, the registry to ${host.account}.`,
        hint: `If that is meant, the repository policy in ${host.account} must allow the role ecr:BatchGetImage and ecr:GetDownloadUrlForLayer.`,
      };
    }
  },
};
