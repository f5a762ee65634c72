import { isWatched } from '../config/canary.ts';
import type {
  AwsRoleOptions,
  AwsSecretsManagerOptions,
  Config,
  Registry,
  SecretReference,
} from '../config/config.ts';
import { referencesOf } from '../config/references.ts';
import type { SourceKind } from '../config/refresh-functions.ts';
import { isOneOf, sourceKindOf } from '../config/source-kind.ts';
import { secretName } from '../hosts/key.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';

/** An IAM statement, whose resources may name the account and partition that it is deployed to. */
export interface Statement {
  Effect: 'Allow';
  Action: string[];
  Resource: Resource[];
  Condition?: Record<string, Record<string, string>>;
}

type Resource = string | { 'Fn::Sub': string };

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
  return orNothing([
    ...mintAsEcr(own),
    ...mintAsEcrPublic(own),
    ...assume(roles),
    ...readSecrets(registries.flatMap((registry) => referencesOf(registry, config))),
    ...Object.entries(config.backends).flatMap(([name, options]) =>
      options.type === 'aws-secrets-manager'
        ? [
            ...writeSecrets(namesIn(name, registries), options),
            ...readBack(namesIn(name, registries.filter(isWatched)), options),
          ]
        : [],
    ),
  ]);
}

/** What a role that is assumed needs of its own: to mint, and to pull with what it minted. */
export function pullPermissionsOf(identity: string, { registries }: Config): Statement[] {
  const hosts = registries.filter((registry) => registry.identity === identity).map(({ host }) => host);
  return orNothing([...mintAsEcr(hosts), ...mintAsEcrPublic(hosts)]);
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
function mintAsEcr(hosts: RegistryHost[]): Statement[] {
  const repositories = hosts.flatMap((host) =>
    host.kind === 'ecr' ? [`arn:${host.partition}:ecr:${host.region}:${host.account}:repository/*`] : [],
  );
  if (repositories.length === 0) return [];
  return [
    allow(['ecr:GetAuthorizationToken'], ['*']), // it takes no narrower resource
    allow(PULL_ACTIONS, repositories),
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

/** What registries.yml refers to is read when it is needed, and as nothing else it may be read. */
function readSecrets(references: readonly SecretReference[]): Statement[] {
  const secrets = references.flatMap(({ from, id }) => (from === 'aws-secrets-manager' ? secretArn(id) : []));
  return secrets.length > 0 ? [allow(['secretsmanager:GetSecretValue'], secrets)] : [];
}

function writeSecrets(names: string[], options: AwsSecretsManagerOptions): Statement[] {
  if (names.length === 0) return [];
  const { region, kmsKeyId, prefix = '' } = options;
  const actions = ['DescribeSecret', 'CreateSecret', 'PutSecretValue', 'TagResource'];
  return [
    allow(
      actions.map((action) => `secretsmanager:${action}`),
      patternsFor(names, prefix).map((name) => secretArn(name, region)),
    ),
    ...(kmsKeyId === undefined ? [] : [useKey(kmsKeyId, region)]),
  ];
}

/** The canary tries what is published. To decrypt it is a right that writing needs as well. */
function readBack(names: string[], { region, prefix = '' }: AwsSecretsManagerOptions): Statement[] {
  const secrets = patternsFor(names, prefix).map((name) => secretArn(name, region));
  return secrets.length > 0 ? [allow(['secretsmanager:GetSecretValue'], secrets)] : [];
}

/** All policies of a role together hold 10,240 characters: many names are allowed by the beginning they share. */
const MOST_NAMES = 20;

function patternsFor(names: string[], prefix: string): string[] {
  if (names.length <= MOST_NAMES) return names;
  const beginning = prefix + secretName('');
  return [`${beginning}*`, ...names.filter((name) => !name.startsWith(beginning))];
}

/**
 * A policy cannot name an alias as its resource; it can ask which aliases the key has. An ARN says whose key it is: it
 * may be that of another account.
 */
function useKey(kmsKeyId: string, region: string): Statement {
  const actions = ['kms:GenerateDataKey', 'kms:Decrypt'];
  const arn = kmsKeyId.startsWith('arn:')
    ? kmsKeyId
    : `arn:\${AWS::Partition}:kms:${region}:\${AWS::AccountId}:${kmsKeyId.startsWith('alias/') ? '' : 'key/'}${kmsKeyId}`;
  const [owner = '', alias] = arn.split(/:(?=alias\/)/);
  if (alias === undefined) return allow(actions, [substituted(arn)]);
  return {
    ...allow(actions, [substituted(`${owner}:key/*`)]),
    Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
  };
}

/** AWS ends the ARN of a secret with a hyphen and six characters of its own choice. */
function secretArn(name: string, region = `\${AWS::Region}`): Resource {
  return name.startsWith('arn:')
    ? name
    : substituted(`arn:\${AWS::Partition}:secretsmanager:${region}:\${AWS::AccountId}:secret:${name}-??????`);
}

function substituted(arn: string): Resource {
  return arn.includes('${') ? { 'Fn::Sub': arn } : arn;
}

function namesIn(backend: string, registries: Registry[]): string[] {
  return registries.flatMap(({ publish }) =>
    publish.filter((each) => each.backend === backend).map(({ name }) => name),
  );
}

function allow(actions: string[], resources: Resource[]): Statement {
  const distinct = new Map(resources.map((resource) => [JSON.stringify(resource), resource]));
  return { Effect: 'Allow', Action: actions, Resource: [...distinct.values()] };
}
