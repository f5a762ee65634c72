import type { GoogleCaller } from '../references/google-token.ts';
import type { SourceKind, SourceSpec } from './catalogue.ts';
import type { TokenSource } from './source.ts';

type OtherKind = Exclude<SourceKind, 'ecr' | 'artifact-registry'>;

/** The client of each kind of source. Its SDK is loaded when the source is opened. */
const CLIENTS: {
  [Kind in OtherKind]: (spec: SourceSpec<Kind>, machine: GoogleCaller) => Promise<TokenSource>;
} = {
  'azure-acr': async (spec, machine) => (await import('./azure-acr/source.ts')).azureAcrSource(spec, machine),
  'ecr-public': async (spec, machine) =>
    (await import('./ecr-public/source.ts')).ecrPublicSource({ ...machine, ...spec }),
  digitalocean: async (spec, machine) =>
    (await import('./digitalocean/source.ts')).digitaloceanSource(spec, machine),
  oidc: async (spec, machine) => (await import('./oidc/source.ts')).oidcSource(spec, machine),
  stored: async (spec, machine) => (await import('./stored/source.ts')).storedSource(spec, machine),
};

export function openClient<Kind extends OtherKind>(
  spec: SourceSpec<Kind>,
  machine: GoogleCaller,
): Promise<TokenSource> {
  return CLIENTS[spec.kind](spec, machine);
}
