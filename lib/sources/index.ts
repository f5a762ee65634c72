import type { GoogleCaller } from '../references/google-token.ts';
import type { SourceSpec } from './catalogue.ts';
import type { TokenSource } from './source.ts';

/** Opens the client of a source. Most runs mint for ECR or Google, and do not load the list of the others. */
export async function openSource(spec: SourceSpec, machine: GoogleCaller): Promise<TokenSource> {
  switch (spec.kind) {
    case 'ecr':
      return (await import('./ecr/source.ts')).ecrSource(spec, { ...machine, ...spec });
    case 'artifact-registry':
      return (await import('./artifact-registry/source.ts')).artifactRegistrySource(spec.identity, machine);
    default:
      return (await import('./clients.ts')).openClient(spec, machine);
  }
}
