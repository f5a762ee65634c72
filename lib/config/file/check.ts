import { parseHost } from '../../hosts/parse.ts';
import type { RegistryHost } from '../../hosts/registry-host.ts';
import { ROLE_ARN } from '../../hosts/role-arn.ts';
import { quote } from '../../secrecy/quote.ts';
import { compileSource, sourceTraitsOf } from '../../sources/catalogue.ts';
import type { Registry } from '../config.ts';
import { checkCredentials, checkExpiry } from './check-credentials.ts';
import { cannotBeWatched, checkCanary, checkProbe } from './check-probe.ts';
import { checkSchedule, checkVersionsADay } from './check-schedule.ts';
import { checkSource, checkUsernameIsKept } from './check-source.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import { otherNames } from './explain.ts';
import { isGoogle, Resolver } from './identities.ts';
import type { Pieces, RegistryPiece } from './pieces.ts';
import {
  checkAdopted,
  checkDestinations,
  checkOverwrites,
  compileBackends,
  type PlacedPublication,
  resolvePublication,
} from './publications.ts';

/**
 * Resolves the references between the pieces, and checks them together: names must exist, parts must fit, and no two
 * secrets may be the same. The registries are complete if there is no complaint.
 */
export function check(pieces: Pieces, now?: Date): { registries: Registry[]; complaints: Complaint[] } {
  const complaints: Complaint[] = [];
  const registries: Registry[] = [];
  const paths = new Map<Registry, Path>();
  const placed: PlacedPublication[] = [];
  const resolver = new Resolver(pieces.identities);
  const backends = compileBackends(pieces.backends, resolver);

  for (const [index, entry] of pieces.registries.entries()) {
    const host = soundHost(entry);
    const { probe = pieces.probe, canary = pieces.canary, identity, credentials, source: options } = entry;
    const path = ['registries', index];
    const names = resolver.at([...path, options === undefined ? 'credentials' : 'source']);
    const source = host && compileSource({ host, identity, credentials, source: options }, names);
    complaints.push(
      ...checkSource(host, source, entry, path),
      ...checkIdentity(entry, host, pieces.identities, path),
      ...checkImage(entry.image, host, path),
      ...checkProbe(entry, host, pieces.probe, path),
      ...checkCanary(entry, probe, path),
    );
    const resolved = entry.publish.flatMap((wanted, place) =>
      wanted === undefined ? [] : resolvePublication(wanted, host, backends, [...path, 'publish', place]),
    );
    complaints.push(...resolved.flatMap((each) => each.complaints));
    const publications = resolved.flatMap((each) => each.placed);
    placed.push(...publications);
    if (source?.changesUsername) complaints.push(...checkUsernameIsKept(source, publications));
    if (host === undefined) continue;
    if (credentials !== undefined)
      complaints.push(
        ...checkCredentials(credentials, host, publications, path),
        ...checkExpiry(credentials, host, path, now),
      );
    if (source === undefined) continue;
    const registry: Registry = {
      host,
      source,
      ...(identity !== undefined && { identity }),
      ...(entry.image !== undefined && { image: entry.image }),
      ...(entry.tokenService !== undefined && { tokenService: entry.tokenService }),
      ...(probe !== undefined && probe !== 'prefer' && { probe }),
      ...(canary === true && cannotBeWatched(entry, probe) === undefined && { canary }),
      publish: publications.map(({ publication }) => publication),
    };
    registries.push(registry);
    paths.set(registry, path);
  }

  const references = [
    ...registries.flatMap(({ source }) => sourceTraitsOf(source).reads),
    ...[...backends.values()].flatMap((found) => found?.traits.reads ?? []),
  ];
  complaints.push(
    ...resolver.complaints,
    ...checkDestinations(placed),
    ...checkOverwrites(placed, references),
    ...checkSchedule(pieces.schedule, registries),
    ...checkVersionsADay(pieces.schedule, registries, (registry) => paths.get(registry) ?? []),
  );
  if (pieces.registries.every(isSound)) complaints.push(...checkAdopted(placed, backends));
  return { registries, complaints };
}

function soundHost({ host }: RegistryPiece): RegistryHost | undefined {
  const parsed = host === undefined ? undefined : parseHost(host);
  return parsed?.ok ? parsed.host : undefined;
}

/** Whether everything that this entry publishes is valid. */
function isSound(entry: RegistryPiece): boolean {
  return soundHost(entry) !== undefined && !entry.publish.includes(undefined);
}

function checkIdentity(
  { identity: name, stored, hasSource }: RegistryPiece,
  host: RegistryHost | undefined,
  identities: Pieces['identities'],
  path: Path,
): Complaint[] {
  const place = [...path, 'identity'];
  if (name === undefined) {
    if (stored || hasSource || host?.kind !== 'artifact-registry') return [];
    const message = `${host.host} needs an identity: Google does not accept an AWS role directly (docs/google.md)`;
    return [wrong('identity-needed', [...path, 'host'], message)];
  }
  if (!identities.has(name)) {
    const message = `no identity is named "${name}"${otherNames(name, [...identities.keys()])}`;
    return [wrong('unknown-name', place, message)];
  }
  const identity = identities.get(name);
  if (identity === undefined || host === undefined) return [];
  if (isGoogle(identity) !== (host.kind === 'artifact-registry')) {
    const message = isGoogle(identity)
      ? `identity "${name}" is a Google identity, but ${host.host} is not a Google registry`
      : `identity "${name}" is an AWS role, but ${host.host} is a Google registry`;
    return [wrong('identity-does-not-fit', place, message)];
  }
  if (isGoogle(identity)) return [];
  const theirs = ROLE_ARN.exec(identity.roleArn)?.groups?.partition;
  const ours = host.kind === 'ecr' ? host.partition : 'aws';
  if (theirs === ours) return [];
  const message = `identity "${name}" is a role in partition ${theirs}, but ${host.host} is in partition ${ours}; a role mints only in its own partition`;
  return [wrong('identity-does-not-fit', place, message)];
}

function checkImage(image: string | undefined, host: RegistryHost | undefined, path: Path): Complaint[] {
  if (image === undefined) return [];
  const place = [...path, 'image'];
  if (host !== undefined && image.startsWith(`${host.host}/`)) {
    const message = `leave the host out: image: ${image.slice(host.host.length + 1)}`;
    return [wrong('image-malformed', place, message)];
  }
  return IMAGE.test(image)
    ? []
    : [wrong('image-malformed', place, `${quote(image)} is not a repository:tag such as models/llama:prod`)];
}

/** Docker's reference grammar, without the host. https://github.com/distribution/reference */
const IMAGE =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;
