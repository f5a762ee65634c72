import { allow, type PolicyPart } from '../aws/statement.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import type { Call } from '../references/call.ts';
import { type AwsRole, callsToRead, type Reference, withKeys } from '../references/reference.ts';
import { identitiesInWords, type SourceTraits } from './traits.ts';

/** The traits that all AWS sources share. The function's own role mints, or a role that it assumes. */
export function awsSourceTraits(
  role: AwsRole | undefined,
  { service, title, where }: { service: string; title: string; where: string },
  pullRights: (hosts: readonly RegistryHost[]) => PolicyPart[],
): SourceTraits {
  const externalId: Reference[] = typeof role?.externalId === 'object' ? [role.externalId] : [];
  const assume: Call[] = role === undefined ? [] : [{ service: 'AWS STS', times: 1 }];
  return {
    label: ({ identity = 'own role' }) => `${identity} ${where}`,
    title: (identities) => `${title}, as ${identitiesInWords(identities)}`,
    reads: externalId.flatMap(withKeys),
    google: undefined,
    awsAudience: undefined,
    beginsAsRole: true,
    awsRights: (hosts) =>
      role === undefined ? pullRights(hosts) : [{ exact: [allow(['sts:AssumeRole'], [role.roleArn])] }],
    pullRights,
    calls: [{ service, times: 1 }, ...assume, ...externalId.flatMap(callsToRead)],
  };
}

export function ofAccount(role: AwsRole | undefined): string {
  return role === undefined ? '' : ` for the account ${role.roleArn.split(':')[4] ?? ''}`;
}

export function asRole(role: AwsRole | undefined): string {
  return role === undefined ? '' : ` as ${role.roleArn}`;
}

/** How long a token of ECR and of ECR Public lives. https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
export const ECR_LIFE_MS = 12 * 3_600_000;
