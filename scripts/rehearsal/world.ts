import type { AwsRoleOptions, BackendOptions, Config, Registry } from '../../lib/config/config.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import { googleOf } from './google.ts';
import { KeptSecrets } from './kept.ts';
import { LEDGER_TABLE } from './ledger-table.ts';

/** The account that the sandbox's own function role lives in. */
const FUNCTION_ACCOUNT = '123456789012';

/**
 * A world in which everything that registries.yml names is there: roles, images, keys, teams, and what it refers to;
 * and the table of the ledger, as after a deployment.
 */
export function worldOf(config: Config): SandboxOptions {
  const { registries, identities, backends } = config;
  const kept = new KeptSecrets(config);
  const places = Object.values(backends);
  return {
    google: { ...googleOf(config), secrets: kept.madeUpFor('google-secret-manager') },
    roles: Object.values(identities).flatMap((identity) =>
      identity.type === 'aws-role' ? roleOf(identity, kept) : [],
    ),
    images: registries.flatMap(imageOf),
    kmsKeys: places.flatMap((options) => ('kmsKeyId' in options ? (options.kmsKeyId ?? []) : [])),
    tables: [LEDGER_TABLE],
    secrets: kept.madeUpFor('aws-secrets-manager'),
    variables: kept.madeUpFor('env'),
    accounts: registries.flatMap((registry) => accountOf(registry, kept)),
    baseten: basetenOf(places, kept),
    fal: falOf(places, kept),
  };
}

function roleOf({ roleArn, externalId }: AwsRoleOptions, kept: KeptSecrets) {
  return {
    arn: roleArn,
    ...(externalId !== undefined && {
      externalId: typeof externalId === 'string' ? externalId : kept.valueOf(externalId),
    }),
    allow: ['ecr:*', 'ecr-public:*', 'sts:GetServiceBearerToken'],
  };
}

function imageOf({ host, image }: Registry) {
  return image === undefined
    ? []
    : [{ host: host.host, ...splitImage(image), sharedWith: [FUNCTION_ACCOUNT] }];
}

function accountOf({ host, credentials }: Registry, kept: KeptSecrets) {
  if (credentials?.username === undefined) return [];
  const { username, password } = credentials;
  return [{ host: host.host, username, password: kept.valueOf(password) }];
}

function basetenOf(places: readonly BackendOptions[], kept: KeptSecrets) {
  const workspaces = places.filter((options) => options.type === 'baseten');
  return {
    teams: [...new Set(['default', ...workspaces.flatMap(({ team }) => team ?? [])])],
    keys: workspaces.map(({ apiKey }) => ({ key: kept.valueOf(apiKey) })),
  };
}

function falOf(places: readonly BackendOptions[], kept: KeptSecrets) {
  const accounts = places.filter((options) => options.type === 'fal');
  return {
    environments: accounts.flatMap(({ environment }) => environment ?? []),
    keys: accounts.map(({ key }) => ({ key: kept.valueOf(key) })),
  };
}

export function splitImage(image: string): { repository: string; tag: string } {
  const [name = ''] = image.split('@');
  const [repository = '', tag = 'latest'] = name.split(':');
  return { repository, tag };
}
