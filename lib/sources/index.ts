import type { GoogleCaller } from '../references/google-token.ts';
import type { AwsRole } from '../references/reference.ts';
import type { AwsCaller } from './aws-caller.ts';
import type { SourceKind, SourceSpec } from './catalogue.ts';
import type { TokenSource } from './source.ts';

/** The client of each kind of source. Its SDK is loaded when the source is opened. */
const CLIENTS: {
  [Kind in SourceKind]: (spec: SourceSpec<Kind>, machine: GoogleCaller) => Promise<TokenSource>;
} = {
  ecr: async (spec, machine) => (await import('./ecr/source.ts')).ecrSource(spec, callerOf(spec, machine)),
  'ecr-public': async (spec, machine) =>
    (await import('./ecr-public/source.ts')).ecrPublicSource(callerOf(spec, machine)),
  'artifact-registry': async (spec, machine) =>
    (await import('./artifact-registry/source.ts')).artifactRegistrySource(spec.identity, machine),
  stored: async (spec, machine) => (await import('./stored/source.ts')).storedSource(spec, machine),
};

export function openSource<Kind extends SourceKind>(
  spec: SourceSpec<Kind>,
  machine: GoogleCaller,
): Promise<TokenSource> {
  return CLIENTS[spec.kind](spec, machine);
}

function callerOf({ identity }: { identity?: AwsRole }, machine: GoogleCaller): AwsCaller {
  return { ...machine, ...(identity && { identity }) };
}
