import { ROLE_ARN } from '../../hosts/role-arn.ts';
import { awsRoles } from '../model/aws-role.ts';
import type { Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN, withField } from '../samples.ts';

export const roleArnShape: Rule = {
  id: 'TDA301',
  severity: 'warning',
  title: 'The role is not the ARN of an IAM role',
  why: 'Baseten passes the text to AWS unchanged. AWS rejects it when the image is pulled, not when the model is pushed.',
  caught: withField(AWS_OIDC_LOGIN, 'aws_oidc_role_arn', 'baseten-ecr-access'),
  passed: AWS_OIDC_LOGIN,

  *check({ auth }) {
    for (const { node, path, text } of awsRoles(auth)) {
      if (ROLE_ARN.test(text)) continue;
      yield {
        at: node,
        path,
        message: `This is not the ARN of a role: ${reasonAgainst(text)}.`,
        hint: 'Write arn:aws:iam::<12-digit account>:role/<name>; "aws iam get-role" prints it.',
      };
    }
  },
};

function reasonAgainst(arn: string): string {
  const [scheme, partition = '', service, , account = '', resource = ''] = arn.split(':');
  if (scheme !== 'arn') return 'an ARN begins with "arn:"';
  if (!/^aws[a-z-]*$/.test(partition)) return `"${partition}" is not an AWS partition`;
  if (service === 'sts') return 'this is a role session (sts); write the role itself (iam)';
  if (service !== 'iam') return `it names ${service || 'nothing'} where "iam" belongs`;
  if (!/^\d{12}$/.test(account)) return 'an account has 12 digits';
  const [kind] = resource.split('/');
  return kind === 'role'
    ? 'the name of the role has a character that IAM does not allow'
    : `"${kind}" is not "role"`;
}
