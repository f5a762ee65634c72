import { awsRoles, ROLE_ARN } from '../model/aws-role.ts';
import { ecrHost } from '../model/ecr-host.ts';
import type { Rule } from '../rule.ts';

export const otherPartition: Rule = {
  id: 'TDA305',
  severity: 'warning',
  title: 'The role is in another AWS partition than the registry',
  needs: 'aws_role',
  *check(file) {
    const host = ecrHost(file);
    for (const { node, path, text } of awsRoles(file.auth)) {
      const partition = ROLE_ARN.exec(text)?.groups?.partition;
      if (!host || partition === undefined || partition === host.partition) continue;
      yield {
        at: node,
        path,
        message: `The role is in the partition "${partition}", the registry in "${host.partition}".`,
        hint: `Use a role of the registry's partition: arn:${host.partition}:iam::${host.account}:role/<name>.`,
      };
    }
  },
};
