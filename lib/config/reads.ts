import { traitsOf } from '../backends/catalogue.ts';
import type { BackendTraits } from '../backends/traits.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import { webIdentityAudience } from '../google/web-identity.ts';
import { type AwsRole, isGoogleKept, type Reference } from '../references/reference.ts';
import { sourceTraitsOf } from '../sources/catalogue.ts';
import type { Config, Publication, Registry } from './config.ts';

/** A backend, its traits, and its publications. */
interface Place {
  backend: string;
  traits: BackendTraits;
  publications: [Publication, ...Publication[]];
}

/** The backends of these publications, each once. */
export function placesOf(publications: readonly Publication[]): Place[] {
  const groups = Map.groupBy(publications, ({ backend }) => backend);
  return [...groups].flatMap(([backend, [first, ...more]]) =>
    first === undefined ? [] : { backend, traits: traitsOf(first.to), publications: [first, ...more] },
  );
}

/** Every secret that the function reads to serve this registry. */
export function referencesOf({ source, publish }: Registry): Reference[] {
  return [...sourceTraitsOf(source).reads, ...placesOf(publish).flatMap(({ traits }) => traits.reads)];
}

/** Every Google identity that this registry needs. */
export function googleIdentitiesOf(registry: Registry): GoogleIdentity[] {
  const { google } = sourceTraitsOf(registry.source);
  const writers = placesOf(registry.publish).flatMap(({ traits }) => traits.google?.writer ?? []);
  const readers = referencesOf(registry).flatMap((each) => (isGoogleKept(each) ? each.reader : []));
  return [...(google === undefined ? [] : [google]), ...writers, ...readers];
}

/** The audiences for which AWS signs tokens of the function's role: services outside AWS that recognise the role. */
export function awsAudiencesOf(registry: Registry): string[] {
  const { awsAudience } = sourceTraitsOf(registry.source);
  const identities = googleIdentitiesOf(registry);
  return [awsAudience ?? [], identities.flatMap(({ base }) => webIdentityAudience(base) ?? [])].flat();
}

/** The AWS roles to assume, by their names in registries.yml. */
export function awsRolesOf({ registries }: Pick<Config, 'registries'>): Map<string, AwsRole> {
  return new Map(
    registries.flatMap(({ identity, source }) =>
      identity !== undefined && (source.kind === 'ecr' || source.kind === 'ecr-public') && source.identity
        ? [[identity, source.identity] as const]
        : [],
    ),
  );
}
