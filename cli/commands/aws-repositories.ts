import { PULL_ACTIONS } from '../../lib/aws/statement.ts';
import type { Config } from '../../lib/config/config.ts';
import { shellCommand } from '../../lib/text/shell-command.ts';
import type { AwsNames } from '../aws-names.ts';
import { accountOf, type ForeignAccess, functionRolesOf, granting } from './aws-grants.ts';

interface Repository {
  account: string;
  region: string;
  /** Undefined if registries.yml names no image, and so no repository. */
  name: string | undefined;
}

/** The repositories of other accounts, each with the roles that pull from it. */
export function foreignRepositories(config: Config, names: AwsNames): ForeignAccess[] {
  const pullers = new Map<string, { repository: Repository; principals: Set<string> }>();
  for (const registry of config.registries) {
    const { host, image, source } = registry;
    if (host.kind !== 'ecr' || source.kind !== 'ecr') continue;
    const own = functionRolesOf(config, names, (each) => each === registry);
    const principals = source.identity === undefined ? own : [source.identity.roleArn];
    const foreign = principals.filter((arn) => accountOf(arn) !== host.account);
    if (foreign.length === 0) continue;
    const repository = { account: host.account, region: host.region, name: image?.split(/[:@]/)[0] };
    const key = JSON.stringify(repository);
    const known = pullers.get(key) ?? { repository, principals: new Set() };
    for (const arn of foreign) known.principals.add(arn);
    pullers.set(key, known);
  }
  return [...pullers.values()].map(({ repository, principals }) =>
    repositoryAccess(repository, [...principals]),
  );
}

function repositoryAccess({ account, region, name }: Repository, principals: string[]): ForeignAccess {
  const file = `${(name ?? 'repository').replaceAll('/', '-')}-${account}-policy.json`;
  const title =
    name === undefined
      ? `Every repository that is pulled in account ${account}: registries.yml names no image there, so replace REPOSITORY`
      : `The repository ${name}, signed in to account ${account}`;
  return {
    title: `${title}. This replaces the policy of the repository: check it first with aws ecr get-repository-policy`,
    file,
    policy: granting(principals, PULL_ACTIONS), // ECR rejects a repository policy that names a Resource
    commands: [
      shellCommand(['aws', 'ecr', 'set-repository-policy'], {
        region,
        'repository-name': name ?? 'REPOSITORY',
        'policy-text': `file://${file}`,
      }),
    ],
  };
}
