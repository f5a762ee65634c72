import { ROLE_ARN } from '../../hosts/role-arn.ts';
import { awsRoles } from '../model/aws-role.ts';
import { ecrHost } from '../model/ecr-host.ts';
import type { Rule } from '../rule.ts';

export const otherAccount: Rule = {
  id: 'TDA304',
  severity: 'info',
  title: 'The role is in another account than the registry',
  needs: 'aws_role',
  why: 'It works if the repository policy in the other account allows the role to pull. Otherwise the account number may be a typing error.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::210987654321:role/baseten-ecr-access
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
