import type { Config, Registry, SecretReference } from '../../lib/config/config.ts';
import { googleIdentityOf } from '../../lib/config/google-identity.ts';
import { keysOf, PULL_ACTIONS } from '../../lib/config/permissions.ts';
import { roleNameOf } from '../../lib/config/role-names.ts';
import { sourceKindOf } from '../../lib/config/source-kind.ts';
import { partitionOfRegion } from '../../lib/hosts/aws-regions.ts';
import type { AwsNames } from '../aws-names.ts';

/** What the owner of another account has to allow: no policy of a role reaches there by itself. */
export interface ForeignAccess {
  title: string;
  file: string;
  policy: object;
  commands: string[];
}

/** The roles of the functions that serve these registries. */
export function functionRolesOf(
  { registries }: Config,
  names: AwsNames,
  serves: (registry: Registry) => boolean,
): string[] {
  const partition = partitionOfRegion(names.region) ?? 'aws';
  const roles = registries
    .filter(serves)
    .map(
      (registry) =>
        `arn:${partition}:iam::${names.account}:role/${roleNameOf(sourceKindOf(registry), names)}`,
    );
  return [...new Set(roles)];
}

export function foreignAccess(config: Config, names: AwsNames): ForeignAccess[] {
  return [...repositories(config, names), ...secrets(config, names), ...keys(config, names)];
}

interface Repository {
  account: string;
  region: string;
  /** Undefined where registries.yml names no image, and so no repository. */
  name: string | undefined;
}

function repositories(config: Config, names: AwsNames): ForeignAccess[] {
  const pullers = new Map<string, { repository: Repository; principals: Set<string> }>();
  for (const registry of config.registries) {
    const { host, image, credentials, identity: named } = registry;
    if (host.kind !== 'ecr' || credentials !== undefined) continue;
    const identity = named === undefined ? undefined : config.identities[named];
    const own = functionRolesOf(config, names, (each) => each === registry);
    const principals = identity?.type === 'aws-role' ? [identity.roleArn] : own;
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
      ? `Every repository that is pulled in account ${account}: registries.yml names no image there, so put REPOSITORY in`
      : `The repository ${name}, signed in to account ${account}`;
  return {
    title: `${title}. This replaces its policy: look first with aws ecr get-repository-policy`,
    file,
    policy: granting(principals, PULL_ACTIONS), // ECR refuses one that names a Resource
    commands: [
      `aws ecr set-repository-policy --region ${region} --repository-name ${name ?? 'REPOSITORY'} --policy-text file://${file}`,
    ],
  };
}

function secrets(config: Config, names: AwsNames): ForeignAccess[] {
  const references = config.registries.flatMap((registry) => referencesOf(registry, config));
  const ids = references.flatMap((reference) =>
    reference.from === 'aws-secrets-manager' && isForeign(reference.id, names) ? reference.id : [],
  );
  return [...new Set(ids)].map((arn) => {
    const roles = functionRolesOf(config, names, (registry) =>
      referencesOf(registry, config).some(({ id }) => id === arn),
    );
    const file = `${nameIn(arn)}-policy.json`;
    return {
      title: `The secret ${nameIn(arn)}, signed in to account ${accountOf(arn)}. Its KMS key must let the same roles use kms:Decrypt: aws/secretsmanager cannot`,
      file,
      policy: granting(roles, ['secretsmanager:GetSecretValue'], ITSELF),
      commands: [
        `aws secretsmanager put-resource-policy --region ${regionOf(arn)} --secret-id ${arn} --resource-policy file://${file}`,
      ],
    };
  });
}

/** Everything that serving this registry reads. */
function referencesOf({ identity: name, credentials, publish }: Registry, config: Config): SecretReference[] {
  const identity = name === undefined ? undefined : config.identities[name];
  const base = googleIdentityOf(name ?? '', config.identities)?.base;
  const used = publish.flatMap(({ backend }) => config.backends[backend] ?? []);
  return [
    ...(credentials === undefined ? [] : [credentials.password]),
    ...(identity?.type === 'aws-role' && typeof identity.externalId === 'object'
      ? [identity.externalId]
      : []),
    ...(base !== undefined && 'key' in base ? [base.key] : []),
    ...used.flatMap(keysOf),
  ];
}

function keys(config: Config, names: AwsNames): ForeignAccess[] {
  return Object.entries(config.backends).flatMap(([backend, options]) => {
    if (options.type !== 'aws-secrets-manager' || options.kmsKeyId === undefined) return [];
    const { kmsKeyId: arn, region } = options;
    if (!isForeign(arn, names)) return [];
    const roles = functionRolesOf(config, names, ({ publish }) =>
      publish.some((publication) => publication.backend === backend),
    );
    if (roles.length === 0) return [];
    const file = `${backend}-key-statement.json`;
    return {
      title: `The key of "${backend}", signed in to account ${accountOf(arn)}: add the statement to its policy, then put that`,
      file,
      policy: {
        ...granting(roles, ['kms:GenerateDataKey', 'kms:Decrypt'], ITSELF).Statement[0],
        Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${domainOf(arn)}` } },
      },
      commands: [
        `aws kms get-key-policy --region ${regionOf(arn)} --key-id ${arn} --query Policy --output text > key-policy.json`,
        `aws kms put-key-policy --region ${regionOf(arn)} --key-id ${arn} --policy-name default --policy file://key-policy.json`,
      ],
    };
  });
}

/** What a policy of a secret or a key calls the secret or the key. */
const ITSELF = { Resource: '*' };

function granting(roles: readonly string[], actions: readonly string[], what: object = {}) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: roles }, Action: actions, ...what }],
  };
}

function isForeign(id: string, { account }: AwsNames): boolean {
  return id.startsWith('arn:') && accountOf(id) !== account;
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function domainOf(arn: string): string {
  return arn.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** Without the hyphen and the six characters that AWS puts at its end. */
function nameIn(arn: string): string {
  return arn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-\w{6}$/, '')
    .replaceAll('/', '-');
}
