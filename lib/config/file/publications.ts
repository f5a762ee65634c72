import { resolve } from 'node:path';
import { keyFor, secretName } from '../../hosts/key.ts';
import type { RegistryHost } from '../../hosts/registry-host.ts';
import { foldBasetenName, SECRET_NAMING } from '../../hosts/secret-names.ts';
import { didYouMean } from '../../text/nearest.ts';
import type { BackendOptions, Format, Publication } from '../config.ts';
import type { PublicationEntry } from '../schema/schema.ts';
import type { Complaint, Path } from './complaint.ts';
import { otherNames } from './explain.ts';

/** A publication, where it stands in registries.yml, and what it writes to. */
export interface PlacedPublication {
  publication: Publication;
  path: Path;
  /** Whether the config chose its name. */
  named: boolean;
  /** Two publications with one destination overwrite each other. */
  destination: string;
  options: BackendOptions;
}

type Backends = ReadonlyMap<string, BackendOptions | undefined>;

/** What the readers of a place expect to find there. */
const DEFAULT_FORMAT = {
  'aws-secrets-manager': 'docker-auth',
  'google-secret-manager': 'docker-auth',
  baseten: 'docker-auth',
  fal: 'password',
  file: 'docker-auth',
} satisfies Record<BackendOptions['type'], Format>;

const FAL_IS_EXPERIMENTAL =
  'experimental: fal publishes the interface that this is written through, but does not document it';

/** Completes one line under `publish`: its backend found, its format chosen, its name computed and legal. */
export function resolvePublication(
  wanted: PublicationEntry,
  host: RegistryHost | undefined,
  backends: Backends,
  path: Path,
): { placed?: PlacedPublication; complaints: Complaint[] } {
  const entry = typeof wanted === 'string' ? { backend: wanted } : wanted;
  const backendPath = typeof wanted === 'string' ? path : [...path, 'backend'];
  if (!backends.has(entry.backend)) {
    const message = `no backend is named "${entry.backend}"${otherNames(entry.backend, [...backends.keys()])}`;
    return { complaints: [{ path: backendPath, at: 'value', message }] };
  }
  const options = backends.get(entry.backend);
  if (options === undefined || host === undefined) return { complaints: [] };

  const key = keyFor(host);
  const format = entry.format ?? options.format ?? DEFAULT_FORMAT[options.type];
  const name = nameOf(entry.name, key, format, options);
  const publication = {
    id: `${entry.backend}/${name}`,
    host: host.host,
    key,
    backend: entry.backend,
    name,
    format,
    ...(options.type === 'fal' && { caveat: FAL_IS_EXPERIMENTAL }),
  };
  const named = entry.name !== undefined;
  const placed = { publication, path, named, destination: destinationOf(options, name), options };
  const problem = problemWithName(entry.name, name, format, options);
  if (problem === undefined) return { placed, complaints: [] };
  const at = named ? [...path, 'name'] : backendPath;
  return { placed, complaints: [{ path: at, at: 'value', message: problem }] };
}

function nameOf(chosen: string | undefined, key: string, format: Format, options: BackendOptions): string {
  if (isDockerConfig(format, options)) return key;
  const name = chosen ?? SECRET_NAMING[options.type].encode(secretName(key));
  return options.type === 'aws-secrets-manager' ? (options.prefix ?? '') + name : name;
}

function problemWithName(chosen: string | undefined, name: string, format: Format, options: BackendOptions) {
  return chosen !== undefined && isDockerConfig(format, options)
    ? 'a Docker config.json names its entries by host: leave the name out'
    : SECRET_NAMING[options.type].problemWith(name);
}

/** A file in this format is a Docker config.json, whose entries are the hosts themselves. */
function isDockerConfig(format: Format, options: BackendOptions): boolean {
  return options.type === 'file' && format === 'docker-config-json';
}

function destinationOf(options: BackendOptions, name: string): string {
  switch (options.type) {
    case 'file':
      return JSON.stringify([resolve(options.path), name]); // either may hold whatever would part them
    case 'aws-secrets-manager':
      return `${options.region} ${name}`;
    case 'baseten':
      return JSON.stringify([options.url, options.apiKey, options.team, foldBasetenName(name)]);
    case 'fal':
      return JSON.stringify([options.url, options.key, options.environment ?? 'main', name]);
    case 'google-secret-manager':
      return `${options.project} ${options.location ?? 'global'} ${name}`;
  }
}

/** No two publications may write to one secret, and no file can be a Docker config.json and something else. */
export function checkDestinations(placed: readonly PlacedPublication[]): Complaint[] {
  const writers = new Map<string, PlacedPublication>();
  const files = new Map<string, PlacedPublication>();
  return placed.flatMap((each): Complaint[] => {
    const { publication, path, destination, options } = each;
    const twin = firstUnder(destination, each, writers);
    if (twin !== each) return [{ path, at: 'value', message: alreadyWritten(publication, twin.publication) }];
    if (options.type !== 'file') return [];
    const { publication: other } = firstUnder(resolve(options.path), each, files);
    if (isDockerConfig(other.format, options) === isDockerConfig(publication.format, options)) return [];
    const message = `one file cannot hold both ${other.format} and ${publication.format}: give one of them a backend with another path`;
    return [{ path, at: 'value', message }];
  });
}

function alreadyWritten({ name, backend }: Publication, twin: Publication): string {
  const what = `"${name}" in "${backend}"`;
  return name === twin.name
    ? `${what} is already written for ${twin.host}, under "${twin.backend}"`
    : `${what} is the same secret as "${twin.name}" there, which is already written for ${twin.host}: give one of them another name`;
}

function firstUnder<T>(key: string, candidate: T, firsts: Map<string, T>): T {
  const first = firsts.get(key) ?? candidate;
  firsts.set(key, first);
  return first;
}

/** A name under `adopt` that nothing publishes is a slip of the pen, and the refusal it meant to lift still stands. */
export function checkAdopted(placed: readonly PlacedPublication[], backends: Backends): Complaint[] {
  return [...backends].flatMap(([backend, options]) => {
    if (options === undefined || !('adopt' in options)) return [];
    const published = placed
      .filter((each) => each.publication.backend === backend)
      .map((each) => each.publication.name);
    return (options.adopt ?? []).flatMap((name, place): Complaint[] =>
      published.includes(name)
        ? []
        : [
            {
              path: ['backends', backend, 'adopt', place],
              at: 'value',
              message: `nothing publishes "${name}" to "${backend}"${didYouMean(name, published)}`,
            },
          ],
    );
  });
}
