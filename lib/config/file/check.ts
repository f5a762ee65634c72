import { parseHost } from '../../hosts/parse.ts';
import type { RegistryHost } from '../../hosts/registry-host.ts';
import type { Registry } from '../config.ts';
import { isGoogle } from '../google-identity.ts';
import { sourceKindOf } from '../source-kind.ts';
import { cannotBeWatched, checkCanary } from './check-canary.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkImpersonations, checkWriters } from './check-google.ts';
import { checkProbe } from './check-probe.ts';
import { checkReferences } from './check-references.ts';
import { checkSchedule, checkVersionsADay } from './check-schedule.ts';
import type { Complaint, Path } from './complaint.ts';
import { otherNames } from './explain.ts';
import type { Pieces, RegistryPiece } from './pieces.ts';
import {
  checkAdopted,
  checkDestinations,
  type PlacedPublication,
  resolvePublication,
} from './publications.ts';

/** Checks what no single piece can tell: that names lead somewhere, that parts fit, that no two secrets are one. */
export function check(pieces: Pieces): { registries: Registry[]; complaints: Complaint[] } {
  const complaints: Complaint[] = [];
  const registries: Registry[] = [];
  const placed: PlacedPublication[] = [];

  for (const [index, entry] of pieces.registries.entries()) {
    const host = soundHost(entry);
    const { probe = pieces.probe, canary = pieces.canary } = entry;
    const path = ['registries', index];
    complaints.push(
      ...checkSource(host, entry, path),
      ...checkIdentity(entry, host, pieces.identities, path),
      ...checkImage(entry.image, host, path),
      ...checkProbe(entry, host, pieces.probe, path),
      ...checkCanary(entry, probe, path),
    );
    const resolved = entry.publish.flatMap((wanted, place) =>
      wanted === undefined
        ? []
        : resolvePublication(wanted, host, pieces.backends, [...path, 'publish', place]),
    );
    complaints.push(...resolved.flatMap((each) => each.complaints));
    const publications = resolved.flatMap((each) => each.placed ?? []);
    placed.push(...publications);
    if (host === undefined) continue;
    if (entry.credentials !== undefined) {
      complaints.push(...checkCredentials(entry.credentials, host, publications, path));
    }
    registries.push({
      host,
      ...(entry.identity !== undefined && { identity: entry.identity }),
      ...(entry.credentials !== undefined && { credentials: entry.credentials }),
      ...(entry.image !== undefined && { image: entry.image }),
      ...(probe !== undefined && probe !== 'prefer' && { probe }),
      ...(canary === true && cannotBeWatched(entry, probe) === undefined && { canary }),
      publish: publications.map(({ publication }) => publication),
    });
  }

  const sound = {
    registries,
    identities: soundOnes(pieces.identities),
    backends: soundOnes(pieces.backends),
  };
  complaints.push(
    ...checkDestinations(placed),
    ...checkImpersonations(pieces.identities),
    ...checkWriters(pieces.backends, pieces.identities),
    ...checkReferences(pieces),
    ...checkSchedule(pieces.schedule, sound),
    ...checkVersionsADay(pieces.schedule, sound),
  );
  if (pieces.registries.every(isSound)) complaints.push(...checkAdopted(placed, pieces.backends));
  return { registries, complaints };
}

function soundHost({ host }: RegistryPiece): RegistryHost | undefined {
  const parsed = host === undefined ? undefined : parseHost(host);
  return parsed?.ok ? parsed.host : undefined;
}

function soundOnes<T>(pieces: ReadonlyMap<string, T | undefined>): Record<string, T> {
  return Object.fromEntries([...pieces].flatMap(([name, piece]) => (piece ? [[name, piece]] : [])));
}

/** Whether everything that this entry publishes is known. */
function isSound(entry: RegistryPiece): boolean {
  return soundHost(entry) !== undefined && !entry.publish.includes(undefined);
}

function checkSource(
  host: RegistryHost | undefined,
  { stored, identity }: RegistryPiece,
  path: Path,
): Complaint[] {
  if (stored && identity !== undefined) {
    const message = 'credentials are stored, and an identity mints: leave one of the two out';
    return [{ path: [...path, 'identity'], at: 'key', message }];
  }
  if (stored || host === undefined || sourceKindOf({ host }) !== undefined) return [];
  const message = `${host.host} is not a registry that this version can mint for; it mints for Amazon ECR, ECR Public and Google Artifact Registry, and publishes stored credentials of any other: credentials: { username, password }`;
  return [{ path: [...path, 'host'], at: 'value', message }];
}

function checkIdentity(
  { identity: name, stored }: RegistryPiece,
  host: RegistryHost | undefined,
  identities: Pieces['identities'],
  path: Path,
): Complaint[] {
  const at = { path: [...path, 'identity'], at: 'value' } as const;
  if (name === undefined) {
    if (stored || host?.kind !== 'artifact-registry') return [];
    const message = `${host.host} needs an identity: to Google the role of the function alone is nobody`;
    return [{ path: [...path, 'host'], at: 'value', message }];
  }
  if (!identities.has(name)) {
    return [{ ...at, message: `no identity is named "${name}"${otherNames(name, [...identities.keys()])}` }];
  }
  const identity = identities.get(name);
  if (identity === undefined || host === undefined) return [];
  if (isGoogle(identity) !== (host.kind === 'artifact-registry')) {
    const message = isGoogle(identity)
      ? `identity "${name}" is Google's, and ${host.host} is not`
      : `identity "${name}" is an AWS role, and ${host.host} is Google's`;
    return [{ ...at, message }];
  }
  if (isGoogle(identity)) return [];
  const theirs = identity.roleArn.split(':')[1];
  const ours = host.kind === 'ecr' ? host.partition : 'aws';
  if (theirs === ours) return [];
  const message = `identity "${name}" is a role in partition ${theirs}, but ${host.host} is in partition ${ours}; a role mints only in its own partition`;
  return [{ ...at, message }];
}

function checkImage(image: string | undefined, host: RegistryHost | undefined, path: Path): Complaint[] {
  if (image === undefined) return [];
  const at = { path: [...path, 'image'], at: 'value' } as const;
  if (host !== undefined && image.startsWith(`${host.host}/`)) {
    return [{ ...at, message: `leave the host out: image: ${image.slice(host.host.length + 1)}` }];
  }
  return IMAGE.test(image)
    ? []
    : [{ ...at, message: `"${image}" is not a repository:tag such as models/llama:prod` }];
}

/** Docker's reference grammar, without the host. https://github.com/distribution/reference */
const IMAGE =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;
