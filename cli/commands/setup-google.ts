import { parseArgs } from 'node:util';
import type { Config, Publication, Registry } from '../../lib/config/config.ts';
import { googleIdentityOf, writerOf } from '../../lib/config/google-identity.ts';
import { commands, type GoogleUser, repositoryOf } from './google-commands.ts';

/** What registries.yml cannot know: who the functions will be in AWS. */
export interface AwsNames {
  account: string;
  stage: string;
  region: string;
}

export const USAGE = `pullkeeper setup google --account <AWS account id> [--stage prod] [--region us-east-1]

Prints the gcloud commands that let the functions of registries.yml into Google.
`;

/** The gcloud commands that set Google up for this registries.yml, in the order in which they must run. */
export function setupGoogle(config: Config, names: AwsNames): string {
  const users = usersOf(config, names);
  return users.length === 0
    ? '# registries.yml names nothing of Google: there is nothing to set up.\n'
    : commands(users, names.account);
}

/** The exit code: 0 when the commands were printed, 2 when it was called otherwise than it understands. */
export async function run(args: string[]): Promise<number> {
  const { account, stage, region } = parseArgs({
    args,
    options: {
      account: { type: 'string' },
      stage: { type: 'string', default: 'prod' },
      region: { type: 'string', default: process.env.AWS_REGION ?? 'us-east-1' },
    },
  }).values;
  if (account === undefined || !/^\d{12}$/.test(account)) {
    process.stderr.write(
      `say which AWS account the functions run in: aws sts get-caller-identity\n\n${USAGE}`,
    );
    return 2;
  }
  const { default: registries } = await import('#registries');
  process.stdout.write(setupGoogle(registries, { account, stage, region }));
  return 0;
}

/** The names that serverless.yml gives to the roles. */
export function roleNameOf(
  kind: Registry['host']['kind'],
  { stage, region }: Omit<AwsNames, 'account'>,
): string {
  return `pullkeeper-${stage}-${kind === 'artifact-registry' ? 'google' : 'ecr'}-${region}`;
}

function usersOf({ registries, backends, identities }: Config, names: AwsNames): GoogleUser[] {
  const users = new Map<string, GoogleUser>();
  for (const registry of registries) {
    const puller =
      registry.host.kind === 'artifact-registry' ? userNamed(registry.identity, registry) : undefined;
    if (puller !== undefined) puller.repositories.push(repositoryOf(registry));
    for (const publication of registry.publish) {
      const project = projectOf(publication);
      const writer = project && userNamed(writerOf(project.identity, identities), registry);
      if (writer && !writer.projects.includes(project.id)) writer.projects.push(project.id);
    }
  }
  return [...users.values()];

  function projectOf({ backend }: Publication) {
    const options = backends[backend];
    return options?.type === 'google-secret-manager'
      ? { id: options.project, identity: options.identity }
      : undefined;
  }

  function userNamed(name: string | undefined, { host }: Registry): GoogleUser | undefined {
    const identity = googleIdentityOf(name ?? '', identities);
    if (identity === undefined) return undefined;
    const key = JSON.stringify(identity);
    const user = users.get(key) ?? { identity, roles: [], repositories: [], projects: [] };
    users.set(key, user);
    const role = `arn:aws:sts::${names.account}:assumed-role/${roleNameOf(host.kind, names)}`;
    if (!user.roles.includes(role)) user.roles.push(role);
    return user;
  }
}
