import { parseArgs } from 'node:util';
import type { Config } from '../../lib/config/config.ts';
import { googleIdentitiesOf, placesOf, referencesOf } from '../../lib/config/reads.ts';
import { roleNameOf } from '../../lib/deployment/names.ts';
import { beginsWithRole, type GoogleIdentity } from '../../lib/google/identity.ts';
import { usesWebIdentity } from '../../lib/google/web-identity.ts';
import { partitionOfRegion } from '../../lib/hosts/aws-regions.ts';
import { isGoogleKept } from '../../lib/references/reference.ts';
import { sourceTraitsOf } from '../../lib/sources/catalogue.ts';
import { type AwsNames, accountIn, DEPLOYMENT_OPTIONS, deploymentIn } from '../aws-names.ts';
import { type Command, EXIT } from '../command.ts';
import { readRegistries } from '../registries.ts';
import { commands, type GoogleUser, repositoryOf } from './google-commands.ts';

export const setupGoogleCommand: Command = {
  name: 'setup google',
  summary: 'print the gcloud commands that give the functions access to Google',
  usage: `pullkeeper setup google [--account <AWS account id>] [--stage prod] [--region us-east-1] [--registries FILE]

Prints the gcloud commands that give the functions of registries.yml access to Google. --account is needed where an
identity signs in with the AWS role of the function.
`,
  async run(args, terminal) {
    const { account, registries, ...rest } = parseArgs({ args, options: DEPLOYMENT_OPTIONS }).values;
    const deployment = deploymentIn(rest);
    const config = await readRegistries(terminal, registries);
    const needsAccount = config.registries.flatMap(googleIdentitiesOf).some(beginsWithRole);
    const names = { account: needsAccount ? accountIn(account) : (account ?? ''), ...deployment };
    terminal.stdout.write(setupGoogle(config, names));
    return EXIT.clean;
  },
};

/** The gcloud commands that set up Google for this registries.yml, in order. */
export function setupGoogle(config: Config, names: AwsNames): string {
  const users = usersOf(config, names);
  return users.length === 0
    ? '# registries.yml uses nothing in Google: there is nothing to set up.\n'
    : commands(users, names.account);
}

function usersOf(config: Config, names: AwsNames): GoogleUser[] {
  const partition = partitionOfRegion(names.region) ?? 'aws';
  const users = new Map<string, GoogleUser>();
  for (const registry of config.registries) {
    const roleName = roleNameOf(registry.source.function, names);
    const roleOf = (identity: GoogleIdentity) =>
      usesWebIdentity(identity)
        ? `arn:${partition}:iam::${names.account}:role/${roleName}`
        : `arn:${partition}:sts::${names.account}:assumed-role/${roleName}`;
    const { google: puller } = sourceTraitsOf(registry.source);
    if (puller !== undefined) {
      const role = roleOf(puller);
      userOf(puller, role).pulls.push({ from: repositoryOf(registry), role });
    }
    for (const { traits } of placesOf(registry.publish)) {
      if (traits.google === undefined) continue;
      const { writer, project } = traits.google;
      const role = roleOf(writer);
      userOf(writer, role).writes.push({ project, role });
    }
    for (const reference of referencesOf(registry).filter(isGoogleKept)) {
      const role = roleOf(reference.reader);
      userOf(reference.reader, role).reads.push({ kept: reference.secret, role });
    }
  }
  return [...users.values()];

  function userOf(identity: GoogleIdentity, role: string): GoogleUser {
    const key = JSON.stringify(identity);
    const user = users.get(key) ?? { identity, roles: [], pulls: [], writes: [], reads: [] };
    users.set(key, user);
    if (!user.roles.includes(role)) user.roles.push(role);
    return user;
  }
}
