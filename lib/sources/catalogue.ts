import type { Names } from '../references/names.ts';
import { artifactRegistryTraits, compileArtifactRegistry } from './artifact-registry/traits.ts';
import { azureAcrTraits, compileAzureAcr } from './azure-acr/traits.ts';
import { compileDigitalocean, digitaloceanTraits } from './digitalocean/traits.ts';
import { compileEcr, ecrTraits } from './ecr/traits.ts';
import { compileEcrPublic, ecrPublicTraits } from './ecr-public/traits.ts';
import { compileOidc, oidcTraits } from './oidc/traits.ts';
import { compileStored, storedTraits } from './stored/traits.ts';
import type { SourceOptions, SourceTraits } from './traits.ts';

/** Every kind of source, in the order in which a registry is matched. No client is loaded. */
const CATALOGUE = {
  stored: { compile: compileStored, traits: storedTraits },
  'azure-acr': { compile: compileAzureAcr, traits: azureAcrTraits },
  oidc: { compile: compileOidc, traits: oidcTraits },
  digitalocean: { compile: compileDigitalocean, traits: digitaloceanTraits },
  ecr: { compile: compileEcr, traits: ecrTraits },
  'ecr-public': { compile: compileEcrPublic, traits: ecrPublicTraits },
  'artifact-registry': { compile: compileArtifactRegistry, traits: artifactRegistryTraits },
};

type Catalogue = typeof CATALOGUE;
export type SourceKind = keyof Catalogue;

/** The options of a mint. Publications with equal specs share one mint. */
export type SourceSpec<Kind extends SourceKind = SourceKind> = {
  [K in Kind]: Exclude<ReturnType<Catalogue[K]['compile']>, undefined> & { kind: K };
}[Kind];

interface Entry<Kind extends SourceKind> {
  /** Undefined for a registry of another source. */
  compile(options: SourceOptions, names: Names): SourceSpec<Kind> | undefined;
  traits(spec: SourceSpec<Kind>): SourceTraits;
}

const ENTRIES: { [Kind in SourceKind]: Entry<Kind> } = CATALOGUE;

/** Returns the source of a registry's credential. Undefined if no source can mint it. */
export function compileSource(options: SourceOptions, names: Names): SourceSpec | undefined {
  for (const entry of Object.values(ENTRIES)) {
    const spec = entry.compile(options, names);
    if (spec !== undefined) return spec;
  }
  return undefined;
}

/** Returns the traits of a source. Calls nothing. */
export function sourceTraitsOf<Kind extends SourceKind>(spec: SourceSpec<Kind>): SourceTraits {
  return ENTRIES[spec.kind].traits(spec);
}
