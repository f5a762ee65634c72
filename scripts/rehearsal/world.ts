import type { AwsRoleOptions, Config, Registry } from '../../lib/config/config.ts';
import type { SandboxOptions } from '../../sandbox/sandbox.ts';
import { googleOf } from './google.ts';

/** The account that the sandbox's own function role lives in. */
const FUNCTION_ACCOUNT = '123456789012';

/** A world in which everything that registries.yml names is there: its roles, its images, its keys. */
export function worldOf(config: Config): SandboxOptions {
  const { registries, identities, backends } = config;
  return {
    google: googleOf(config),
    roles: Object.values(identities).flatMap((identity) =>
      identity.type === 'aws-role' ? roleOf(identity) : [],
    ),
    images: registries.flatMap(imageOf),
    kmsKeys: Object.values(backends).flatMap((options) =>
      'kmsKeyId' in options ? (options.kmsKeyId ?? []) : [],
    ),
  };
}

function roleOf({ roleArn, externalId }: AwsRoleOptions) {
  return {
    arn: roleArn,
    ...(typeof externalId === 'string' && { externalId }),
    allow: ['ecr:*', 'ecr-public:*', 'sts:GetServiceBearerToken'],
  };
}

function imageOf({ host, image }: Registry) {
  return image === undefined
    ? []
    : [{ host: host.host, ...splitImage(image), sharedWith: [FUNCTION_ACCOUNT] }];
}

export function splitImage(image: string): { repository: string; tag: string } {
  const [name = ''] = image.split('@');
  const [repository = '', tag = 'latest'] = name.split(':');
  return { repository, tag };
}
