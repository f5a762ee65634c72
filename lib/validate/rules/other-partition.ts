import { ROLE_ARN } from '../../hosts/role-arn.ts';
import { awsRoles } from '../model/aws-role.ts';
import { ecrHost } from '../model/ecr-host.ts';
import type { Rule } from '../rule.ts';
import { withField } from '../samples.ts';

const CHINA_LOGIN = `
base_image:
  image: 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws-cn:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: cn-north-1
    registry: 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn
`;

export const otherPartition: Rule = {
  id: 'TDA305',
  severity: 'warning',
  title: 'The role is in another AWS partition than the registry',
  why: 'China, GovCloud and the other partitions are separate: a role of one cannot log in to a registry of another.',
  caught: withField(CHINA_LOGIN, 'aws_oidc_role_arn', 'arn:aws:iam::123456789012:role/baseten-ecr-access'),
  passed: CHINA_LOGIN,

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
