import type { Config, Registry } from '../../lib/config/config.ts';
import { awsAudiencesOf, awsRolesOf } from '../../lib/config/reads.ts';
import { AWS, type AwsRole, GOOGLE } from '../../lib/references/reference.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import { worldOfBackends } from './backends/index.ts';
import { googleOf } from './google.ts';
import { KeptSecrets } from './kept.ts';
import { LEDGER_TABLE } from './ledger-table.ts';
import { tokenServicesOf } from './sources.ts';

/** The account of the sandbox's own function role. */
const FUNCTION_ACCOUNT = '123456789012';

/**
 * The sandbox options in which everything in registries.yml exists: roles, images, keys, teams, and referenced secrets;
 * and the ledger's table, as after a deployment.
 */
export function worldOf(config: Config): SandboxOptions {
  const { registries } = config;
  const kept = new KeptSecrets(config);
  return {
    google: { ...googleOf(config), secrets: kept.madeUpFor(GOOGLE) },
    github: { repository: 'rehearsal/rehearsal' },
    webIdentity: registries.flatMap(awsAudiencesOf).length > 0,
    roles: [...awsRolesOf(config).values()].map((role) => roleOf(role, kept)),
    images: registries.flatMap(imageOf),
    tables: [LEDGER_TABLE],
    secrets: kept.madeUpFor(AWS),
    variables: kept.madeUpFor('env'),
    accounts: registries.flatMap((registry) => accountOf(registry, kept)),
    tokenServices: tokenServicesOf(config, (reference) => kept.valueOf(reference)),
    ...worldOfBackends(config, (reference) => kept.valueOf(reference)),
  };
}

function roleOf({ roleArn, externalId }: AwsRole, kept: KeptSecrets) {
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

function accountOf({ host, source }: Registry, kept: KeptSecrets) {
  if (source.kind !== 'stored' || source.username === undefined) return [];
  return [{ host: host.host, username: source.username, password: kept.valueOf(source.password) }];
}

export function splitImage(image: string): { repository: string; tag: string } {
  const [name = ''] = image.split('@');
  const [repository = '', tag = 'latest'] = name.split(':');
  return { repository, tag };
}
