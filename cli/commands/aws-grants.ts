import type { Config, Registry } from '../../lib/config/config.ts';
import { roleNameOf } from '../../lib/deployment/names.ts';
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
    .map(({ source }) => `arn:${partition}:iam::${names.account}:role/${roleNameOf(source.function, names)}`);
  return [...new Set(roles)];
}

/** In the policy of a secret or a key, `*` is that secret or key. */
export const THE_RESOURCE = { Resource: '*' };

export function granting(roles: readonly string[], actions: readonly string[], what: object = {}) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: roles }, Action: actions, ...what }],
  };
}

export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
