import type { AwsRoleOptions } from '../config/config.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { SourceSpec } from './index.ts';

/** What a source is called in a report: its kind, its place, and as whom it mints where that is not the function itself. */
export function sourceName(spec: SourceSpec): string {
  switch (spec.kind) {
    case 'ecr':
      return `ecr ${spec.region}${roleIn(spec.identity)}`;
    case 'ecr-public':
      return `ecr-public${roleIn(spec.identity)}`;
    case 'artifact-registry':
      return `artifact-registry as ${whoIs(spec.identity)}`;
    case 'stored':
      return `stored ${spec.host.host}`;
  }
}

function roleIn(identity: AwsRoleOptions | undefined): string {
  return identity === undefined ? '' : ` as ${identity.roleArn}`;
}

function whoIs({ base, impersonations }: GoogleIdentity): string {
  const last = impersonations.at(-1);
  if (last !== undefined) return last.serviceAccount;
  return base.type === 'workload-identity' ? base.provider : `the key in ${base.key.id}`;
}
