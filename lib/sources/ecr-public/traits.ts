import { allow } from '../../aws/statement.ts';
import { USER } from '../../hosts/users.ts';
import type { Names } from '../../references/names.ts';
import type { AwsRole } from '../../references/reference.ts';
import { asRole, awsSourceTraits, ECR_LIFE_MS, ofAccount } from '../aws-role.ts';
import type { SourceFacts, SourceOptions, SourceTraits } from '../traits.ts';

interface EcrPublicSpec extends SourceFacts {
  kind: 'ecr-public';
  identity?: AwsRole;
}

export function compileEcrPublic({ host, identity }: SourceOptions, names: Names): EcrPublicSpec | undefined {
  if (host.kind !== 'ecr-public') return undefined;
  const role = names.role(identity);
  return {
    kind: 'ecr-public',
    name: `ecr-public${asRole(role)}`,
    endpoint: `ECR Public${ofAccount(role)}`,
    function: 'refreshEcr',
    username: USER.ecr,
    lifeMs: ECR_LIFE_MS,
    ...(role && { identity: role }),
  };
}

export function ecrPublicTraits({ identity }: EcrPublicSpec): SourceTraits {
  const names = { service: 'Amazon ECR Public', title: 'ECR Public', where: 'for ECR Public' };
  return awsSourceTraits(identity, names, () => [
    { exact: [allow(['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'], ['*'])] },
  ]);
}
