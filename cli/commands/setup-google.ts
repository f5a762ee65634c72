import type { Config, Publication, Registry } from '../../lib/config/config.ts';
import { googleIdentityOf, namedOrOnly } from '../../lib/config/google-identity.ts';
import { referencesOf } from '../../lib/config/references.ts';
import { secretVersionNamed } from '../../lib/config/schema/google-secret-name.ts';
import { sourceKindOf } from '../../lib/config/source-kind.ts';
import { roleNameOf } from '../../lib/deployment/names.ts';
import { partitionOfRegion } from '../../lib/hosts/aws-regions.ts';
import { type AwsNames, parseAwsNames } from '../aws-names.ts';
import { type Command, EXIT } from '../command.ts';
import { readRegistries } from '../registries.ts';
import { commands, type GoogleUser, repositoryOf } from './google-commands.ts';

export const setupGoogleCommand: Command = {
  name: 'setup google',
  summary: 'print the gcloud commands that let the functions into Google',
  usage: `pullkeeper setup google --account <AWS account id> [--stage prod] [--region us-east-1] [--registries FILE]

Prints the gcloud commands that let the functions of registries.yml into Google.
`,
  async run(args, terminal) {
    const { names, registries } = parseAwsNames(args);
    const config = await readRegistries(terminal, registries);
    terminal.stdout.write(setupGoogle(config, names));
    return EXIT.clean;
  },
};

/** The gcloud commands that set Google up for this registries.yml, in the order in which they must run. */
export function setupGoogle(config: Config, names: AwsNames): string {
  const users = usersOf(config, names);
  return users.length === 0
    ? '# registries.yml names nothing of Google: there is nothing to set up.\n'
    : commands(users, names.account);
}

function usersOf(config: Config, names: AwsNames): GoogleUser[] {
  const { registries, backends, identities } = config;
  const users = new Map<string, GoogleUser>();
  for (const registry of registries) {
    const puller =
      sourceKindOf(registry) === 'artifact-registry' ? userNamed(registry.identity, registry) : undefined;
    puller?.pulls.push({ from: repositoryOf(registry), role: roleOf(registry) });
    for (const publication of registry.publish) {
      const project = projectOf(publication);
      const writer = project && userNamed(namedOrOnly(project.identity, identities), registry);
      if (writer) writer.writes.push({ project: project.id, role: roleOf(registry) });
    }
    for (const reference of referencesOf(registry, config)) {
      if (reference.from !== 'google-secret-manager') continue;
      const reader = userNamed(namedOrOnly(reference.identity, identities), registry);
      const kept = secretVersionNamed(reference.id);
      if (reader !== undefined && kept !== undefined) reader.reads.push({ kept, role: roleOf(registry) });
    }
  }
  return [...users.values()];

  function projectOf({ backend }: Publication) {
    const options = backends[backend];
    return options?.type === 'google-secret-manager'
      ? { id: options.project, identity: options.identity }
      : undefined;
  }

  function userNamed(name: string | undefined, registry: Registry): GoogleUser | undefined {
    const identity = googleIdentityOf(name ?? '', identities);
    if (identity === undefined) return undefined;
    const key = JSON.stringify(identity);
    const user = users.get(key) ?? { identity, roles: [], pulls: [], writes: [], reads: [] };
    users.set(key, user);
    const role = roleOf(registry);
    if (!user.roles.includes(role)) user.roles.push(role);
    return user;
  }

  function roleOf(registry: Registry): string {
    const partition = partitionOfRegion(names.region) ?? 'aws';
    return `arn:${partition}:sts::${names.account}:assumed-role/${roleNameOf(sourceKindOf(registry), names)}`;
  }
}
