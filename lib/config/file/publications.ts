import {
  type BackendOptions,
  type BackendTarget,
  compileBackend,
  traitsOf,
} from '../../backends/catalogue.ts';
import type { BackendTraits } from '../../backends/traits.ts';
import { keyFor, secretName } from '../../hosts/key.ts';
import type { RegistryHost } from '../../hosts/registry-host.ts';
import { mayBeOne, type Reference, storedAt } from '../../references/reference.ts';
import { didYouMean } from '../../text/nearest.ts';
import type { Format, Publication } from '../config.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import { otherNames } from './explain.ts';
import type { Resolver } from './identities.ts';
import type { Sound } from './pieces.ts';
import { publicationId } from './publication-id.ts';
import type { PublicationEntry } from './schema.ts';

/** A publication with its path in registries.yml and the traits of its backend. */
export interface PlacedPublication {
  publication: Publication;
  path: Path;
  /** Whether the config chose its name. */
  named: boolean;
  traits: BackendTraits;
}

/** A backend with its references resolved, and its format. */
interface CompiledBackend {
  to: BackendTarget;
  traits: BackendTraits;
  format: Format;
}

export function compileBackends(backends: Sound<BackendOptions>, resolver: Resolver): Sound<CompiledBackend> {
  return new Map(
    [...backends].map(([name, options]) => [name, options && compiled(name, options, resolver)]),
  );
}

function compiled(name: string, options: BackendOptions, resolver: Resolver): CompiledBackend {
  const path = ['backends', name];
  const writer = {
    path,
    at: 'key',
    needs: `writing to "${name}" needs a Google identity`,
    only: 'only a Google identity can write to Google Secret Manager',
  } as const;
  const to = compileBackend(options, resolver.at(path, writer));
  const traits = traitsOf(to);
  const misfit = options.format && traits.problemWithFormat(options.format);
  if (misfit !== undefined)
    resolver.complaints.push(wrong('format-does-not-fit', [...path, 'format'], misfit));
  return { to, traits, format: options.format ?? traits.defaultFormat };
}

/** Compiles one line under `publish`: resolves the backend, chooses the format, and computes and checks the names. */
export function resolvePublication(
  wanted: PublicationEntry,
  host: RegistryHost | undefined,
  backends: Sound<CompiledBackend>,
  path: Path,
): { placed: PlacedPublication[]; complaints: Complaint[] } {
  const entry = typeof wanted === 'string' ? { backend: wanted } : wanted;
  const backendPath = typeof wanted === 'string' ? path : [...path, 'backend'];
  const { backend } = entry;
  if (!backends.has(backend)) {
    const message = `no backend is named "${backend}"${otherNames(backend, [...backends.keys()])}`;
    return { placed: [], complaints: [wrong('unknown-name', backendPath, message)] };
  }
  const found = backends.get(backend);
  if (found === undefined || host === undefined) return { placed: [], complaints: [] };

  const { to, traits } = found;
  const key = keyFor(host);
  const format = entry.format ?? found.format;
  const named = entry.name !== undefined;
  const { names, problem } = namesIn(traits, entry.name, key, format);
  const placed = names.map((name) => {
    const { parts } = traits.destination(name);
    const publication = {
      id: publicationId(to.type, parts),
      place: publicationId(to.type, parts.slice(0, -1)),
      host: host.host,
      key,
      backend,
      to,
      name,
      format,
      ...(traits.versionsADay !== undefined && { versionsADay: traits.versionsADay }),
      ...(traits.caveat !== undefined && { caveat: traits.caveat }),
    };
    return { publication, path, named, traits };
  });
  const misfit = entry.format && traits.problemWithFormat(entry.format);
  return {
    placed,
    complaints: [
      ...(problem === undefined
        ? []
        : [wrong('name-malformed', named ? [...path, 'name'] : backendPath, problem)]),
      ...(misfit === undefined ? [] : [wrong('format-does-not-fit', [...path, 'format'], misfit)]),
    ],
  };
}

/** The names of one line under `publish`, one for each prefix, and the problem of the first invalid one. */
function namesIn({ naming }: BackendTraits, chosen: string | undefined, key: string, format: Format) {
  const { prefixes = [''] } = naming;
  if (naming.isByHost?.(format)) {
    const problem = 'a Docker config.json names its entries by host: leave the name out';
    return {
      names: prefixes.map((prefix) => prefix + key),
      problem: chosen === undefined ? undefined : problem,
    };
  }
  const names = prefixes.map((prefix) => prefix + (chosen ?? naming.encode(secretName(key))));
  const problem = names.map((name) => naming.problemWith(name, format)).find((each) => each !== undefined);
  return { names, problem };
}

/** No two publications may write to one secret, and no file can be a Docker config.json and something else. */
export function checkDestinations(placed: readonly PlacedPublication[]): Complaint[] {
  const writers = new Map<string, PlacedPublication>();
  const families = new Map<string, PlacedPublication[]>();
  const files = new Map<string, PlacedPublication>();
  return placed.flatMap((each): Complaint[] => {
    const { publication, path, traits } = each;
    const { parts, here = parts } = traits.destination(publication.name);
    const twin = firstUnder(publicationId(publication.to.type, here), each, writers);
    if (twin !== each) {
      const message = alreadyWritten(publication, twin.publication);
      return [{ ...wrong('same-secret', path, message), first: twin.path }];
    }
    const doubt = doubtAbout(each, families);
    if (doubt !== undefined) return [wrong('same-secret', path, doubt)];
    const layout = traits.layout(publication.format);
    if (layout === undefined) return [];
    const { publication: other, traits: others } = firstUnder(layout.file, each, files);
    if (others.layout(other.format)?.layout === layout.layout) return [];
    const message = `one file cannot hold both ${other.format} and ${publication.format}: give one of them a backend with another path`;
    return [wrong('two-layouts', path, message)];
  });
}

function alreadyWritten({ host, name, backend }: Publication, twin: Publication): string {
  if (name !== twin.name) {
    return `"${name}" in "${backend}" is the same secret as "${twin.name}", which is published for ${twin.host}: give one of them another name`;
  }
  return host === twin.host
    ? `${host} is published twice as "${name}" in "${twin.backend}": remove this entry or the first`
    : `"${name}" in "${twin.backend}" is already published for ${twin.host}: give one of them another name`;
}

/**
 * Returns why a publication may write the same secret as an earlier one, if that is an error. Otherwise `plan` shows a
 * note.
 */
function doubtAbout(each: PlacedPublication, families: Map<string, PlacedPublication[]>): string | undefined {
  const { publication } = each;
  const { family, vague } = each.traits.destination(publication.name);
  if (family === undefined) return undefined;
  const id = publicationId(publication.to.type, family);
  const relatives = families.get(id) ?? [];
  families.set(id, [...relatives, each]);
  for (const other of relatives) {
    const doubt = vague ?? other.traits.destination(other.publication.name).vague;
    if (doubt === undefined) continue;
    const says = `perhaps the same secret as "${other.publication.name}" in "${other.publication.backend}": ${doubt.because}`;
    if (doubt.isRefused) return `"${publication.name}" in "${publication.backend}" is ${says}`;
    publication.caveat = [publication.caveat, says].filter((text) => text !== undefined).join('; ');
  }
  return undefined;
}

function firstUnder<T>(key: string, candidate: T, firsts: Map<string, T>): T {
  const first = firsts.get(key) ?? candidate;
  firsts.set(key, first);
  return first;
}

/**
 * A publication must not overwrite a secret that a source or backend reads, such as an API key or a stored password.
 */
export function checkOverwrites(
  placed: readonly PlacedPublication[],
  references: readonly Reference[],
): Complaint[] {
  const read = new Map<string, Reference[]>();
  for (const reference of references) {
    const name = storedAt(reference)?.name;
    if (name !== undefined) read.set(name, [...(read.get(name) ?? []), reference]);
  }
  return placed.flatMap(({ publication: { name, backend }, path, traits }): Complaint[] => {
    const written = traits.storedAt(name);
    const source =
      written &&
      read.get(written.name)?.find((each) => {
        const place = storedAt(each);
        return place !== undefined && mayBeOne(place, written);
      });
    if (source === undefined) return [];
    const message = `publishing "${name}" to "${backend}" would overwrite ${source.id} (${source.from}), which registries.yml reads: give the publication another name`;
    return [wrong('overwrites-what-is-read', path, message)];
  });
}

/** A name under `adopt` that nothing publishes is a typing error: the secret that was meant stays protected. */
export function checkAdopted(
  placed: readonly PlacedPublication[],
  backends: Sound<CompiledBackend>,
): Complaint[] {
  return [...backends].flatMap(([backend, found]) => {
    if (found === undefined || !('adopt' in found.to)) return [];
    const published = placed
      .filter((each) => each.publication.backend === backend)
      .map(({ publication: { name } }) => found.traits.naming.adoptedAs?.(name) ?? name);
    return (found.to.adopt ?? []).flatMap((name, place): Complaint[] =>
      published.includes(name)
        ? []
        : [
            wrong(
              'unknown-name',
              ['backends', backend, 'adopt', place],
              `nothing publishes "${name}" to "${backend}"${didYouMean(name, published)}`,
            ),
          ],
    );
  });
}
