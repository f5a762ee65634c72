import type { AwsRoleOptions } from '../config/config.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { AwsPartition } from '../hosts/registry-host.ts';
import type { Caller } from '../sources/aws-caller.ts';
import type { TokenSource } from './source.ts';
import type { StoredOptions } from './stored/source.ts';

/** Whose token is wanted, and where. Publications with equal specs share one mint. */
export type SourceSpec =
  | { kind: 'ecr'; region: string; partition: AwsPartition; identity?: AwsRoleOptions }
  | { kind: 'ecr-public'; identity?: AwsRoleOptions }
  | { kind: 'artifact-registry'; identity: GoogleIdentity }
  | ({ kind: 'stored' } & StoredOptions);

/** A source loads its SDK when it is opened: nobody pays for a cloud that the config does not name. */
export async function openSource(spec: SourceSpec, machine: Omit<Caller, 'identity'>): Promise<TokenSource> {
  switch (spec.kind) {
    case 'ecr':
      return (await import('./ecr/source.ts')).ecrSource(spec, callerOf(spec, machine));
    case 'ecr-public':
      return (await import('./ecr-public/source.ts')).ecrPublicSource(callerOf(spec, machine));
    case 'artifact-registry':
      return (await import('./artifact-registry/source.ts')).artifactRegistrySource(spec.identity, machine);
    case 'stored':
      return (await import('./stored/source.ts')).storedSource(spec, machine);
  }
}

function callerOf({ identity }: { identity?: AwsRoleOptions }, machine: Omit<Caller, 'identity'>): Caller {
  return { ...machine, ...(identity && { identity }) };
}
