import { ROLE_ARN } from '../../hosts/role-arn.ts';
import { awsRoles } from '../model/aws-role.ts';
import { ecrHost } from '../model/ecr-host.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, withField } from '../samples.ts';

export const otherAccount: Rule = {
  id: 'TDA304',
  severity: 'info',
  title: 'The role is in another account than the registry',
  why: 'It works if the repository policy in the other account allows the role to pull. Otherwise the account number may be a typing error.',
  caught: withField(AWS_OIDC_LOGIN, 'aws_oidc_role_arn', 'arn:aws:iam::210987654321:role/baseten-ecr-access'),
  passed: AWS_OIDC_LOGIN,

  *check(file) {
    const host = ecrHost(file);
    for (const { node, path, text } of awsRoles(file.auth)) {
      const account = ROLE_ARN.exec(text)?.groups?.account;
      if (!host || account === undefined || account === host.account) continue;
      yield {
        at: node,
        path,
        message: `The role belongs to account ${account}, the registry to ${host.account}.`,
        hint: `If this is intended, the repository policy in ${host.account} must allow the role ecr:BatchGetImage and ecr:GetDownloadUrlForLayer.`,
      };
    }
  },
};
