import { allow, type PolicyPart, PULL_ACTIONS } from '../../aws/statement.ts';
import type { AwsPartition, RegistryHost } from '../../hosts/registry-host.ts';
import { USER } from '../../hosts/users.ts';
import type { Names } from '../../references/names.ts';
import type { AwsRole } from '../../references/reference.ts';
import { asRole, awsSourceTraits, ECR_LIFE_MS, ofAccount } from '../aws-role.ts';
import type { SourceFacts, SourceOptions, SourceTraits } from '../traits.ts';

/** ECR tokens are regional, and not bound to an account. */
interface EcrSpec extends SourceFacts {
  kind: 'ecr';
  region: string;
  partition: AwsPartition;
  identity?: AwsRole;
}

export function compileEcr({ host, identity }: SourceOptions, names: Names): EcrSpec | undefined {
  if (host.kind !== 'ecr') return undefined;
  const role = names.role(identity);
  const { region, partition } = host;
  return {
    kind: 'ecr',
    name: `ecr ${region}${asRole(role)}`,
    endpoint: `ECR in ${region}${ofAccount(role)}`,
    function: 'refreshEcr',
    username: USER.ecr,
    lifeMs: ECR_LIFE_MS,
    region,
    partition,
    ...(role && { identity: role }),
  };
}

export function ecrTraits({ identity, region }: EcrSpec): SourceTraits {
  const names = { service: 'Amazon ECR', title: `ECR in ${region}`, where: `in ${region}` };
  return awsSourceTraits(identity, names, pullRights);
}

/** An ECR token has the rights of the role that minted it, so the pull rights belong to the role. */
function pullRights(hosts: readonly RegistryHost[]): PolicyPart[] {
  const registries = hosts.filter((host) => host.kind === 'ecr');
  const pull = (anyRegion: boolean) =>
    allow(
      PULL_ACTIONS,
      registries.map(
        ({ partition, region, account }) =>
          `arn:${partition}:ecr:${anyRegion ? '*' : region}:${account}:repository/*`,
      ),
    );
  return [
    { exact: [allow(['ecr:GetAuthorizationToken'], ['*'])] }, // it takes no narrower resource
    { exact: [pull(false)], folded: [pull(true)] },
  ];
}
