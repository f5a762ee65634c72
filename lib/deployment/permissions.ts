import { isWatched } from '../config/canary.ts';
import type { AwsRoleOptions, Config, Registry } from '../config/config.ts';
import { referencesOf } from '../config/references.ts';
import type { SourceKind } from '../config/refresh-functions.ts';
import { isOneOf, sourceKindOf } from '../config/source-kind.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import { fitted, type Part } from './policy-size.ts';
import { readBack, readReferences, writeSecrets } from './secret-permissions.ts';
import { allow, type Statement } from './statement.ts';

/** What the role of a function may do, and nothing else: as much as the registries it serves ask for. */
export function permissionsOf(config: Config, kinds: readonly SourceKind[]): Statement[] {
  const registries = config.registries.filter((registry) => isOneOf(kinds, sourceKindOf(registry)));
  const own = registries
    .filter(({ identity, credentials }) => identity === undefined && credentials === undefined)
    .map(({ host }) => host);
  const named = [...new Set(registries.flatMap(({ identity }) => identity ?? []))];
  const roles = named.flatMap((name) => {
    const options = config.identities[name];
    return options?.type === 'aws-role' ? options : [];
  });
  const parts = [
    ...mintAsEcr(own),
    { exact: [...mintAsEcrPublic(own), ...assume(roles)] },
    ...readReferences(registries.flatMap((registry) => referencesOf(registry, config))),
    ...Object.entries(config.backends).flatMap(([name, options]) =>
      options.type === 'aws-secrets-manager'
        ? [
            ...writeSecrets(namesIn(name, registries), options),
            ...readBack(namesIn(name, registries.filter(isWatched)), options),
          ]
        : [],
    ),
  ];
  return orNothing(fitted(parts));
}

/** What a role that is assumed needs of its own: to mint, and to pull with what it minted. */
export function pullPermissionsOf(identity: string, { registries }: Config): Statement[] {
  const hosts = registries.filter((registry) => registry.identity === identity).map(({ host }) => host);
  return orNothing(fitted([...mintAsEcr(hosts), { exact: mintAsEcrPublic(hosts) }]));
}

/** IAM takes no policy without a statement; this one allows what everybody may do anyway. */
function orNothing(statements: Statement[]): Statement[] {
  return statements.length > 0 ? statements : [allow(['sts:GetCallerIdentity'], ['*'])];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html */
export const PULL_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
];

/** A token can do whatever the role that minted it can: the pull rights are the role's own. */
function mintAsEcr(hosts: RegistryHost[]): Part[] {
  const registries = hosts.filter((host) => host.kind === 'ecr');
  if (registries.length === 0) return [];
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

function mintAsEcrPublic(hosts: RegistryHost[]): Statement[] {
  return hosts.some(({ kind }) => kind === 'ecr-public')
    ? [allow(['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'], ['*'])]
    : [];
}

function assume(roles: AwsRoleOptions[]): Statement[] {
  const arns = roles.map(({ roleArn }) => roleArn);
  return arns.length > 0 ? [allow(['sts:AssumeRole'], arns)] : [];
}

function namesIn(backend: string, registries: Registry[]): string[] {
  return registries.flatMap(({ publish }) =>
    publish.filter((each) => each.backend === backend).map(({ name }) => name),
  );
}
