import { parseHost } from '../hosts/parse.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import type { BackendOptions, IdentityOptions, Registry } from './config.ts';
import { type Complaint, otherNames, type Path } from './explain.ts';
import {
  checkAdopted,
  checkDestinations,
  type PlacedPublication,
  resolvePublication,
} from './publications.ts';
import type { PublicationEntry } from './schema.ts';

/**
 * What stands in the file, piece by piece. A piece that is broken in itself is known by its name and no more: one
 * mistake neither hides another nor causes a second complaint.
 */
export interface Pieces {
  backends: ReadonlyMap<string, BackendOptions | undefined>;
  identities: ReadonlyMap<string, IdentityOptions | undefined>;
  registries: readonly RegistryPiece[];
}

/** An entry of `registries`, as far as it is sound. */
export interface RegistryPiece {
  host?: string | undefined;
  identity?: string | undefined;
  image?: string | undefined;
  publish: readonly (PublicationEntry | undefined)[];
}

/** Checks what no single piece can tell: that names lead somewhere, that parts fit, that no two secrets are one. */
export function check(pieces: Pieces): { registries: Registry[]; complaints: Complaint[] } {
  const complaints: Complaint[] = [];
  const registries: Registry[] = [];
  const placed: PlacedPublication[] = [];

  for (const [index, entry] of pieces.registries.entries()) {
    const parsed = entry.host === undefined ? undefined : parseHost(entry.host);
    if (!parsed?.ok) continue;
    const path = ['registries', index];
    complaints.push(
      ...checkSource(parsed.host, path),
      ...checkIdentity(entry.identity, parsed.host, pieces.identities, path),
      ...checkImage(entry.image, parsed.host, path),
    );
    const resolved = entry.publish.flatMap((wanted, place) =>
      wanted === undefined
        ? []
        : resolvePublication(wanted, parsed.host, pieces.backends, [...path, 'publish', place]),
    );
    complaints.push(...resolved.flatMap((each) => each.complaints));
    const publications = resolved.flatMap((each) => each.placed ?? []);
    placed.push(...publications);
    registries.push({
      host: parsed.host,
      ...(entry.identity !== undefined && { identity: entry.identity }),
      ...(entry.image !== undefined && { image: entry.image }),
      publish: publications.map(({ publication }) => publication),
    });
  }

  complaints.push(...checkDestinations(placed), ...checkAdopted(placed, pieces.backends));
  return { registries, complaints };
}

function checkSource(host: RegistryHost, path: Path): Complaint[] {
  if (host.kind === 'ecr' || host.kind === 'ecr-public') return [];
  const message = `${host.host} is not a registry that this version can mint for; it mints for Amazon ECR and ECR Public`;
  return [{ path: [...path, 'host'], at: 'value', message }];
}

function checkIdentity(
  name: string | undefined,
  host: RegistryHost,
  identities: Pieces['identities'],
  path: Path,
): Complaint[] {
  if (name === undefined) return [];
  const at = { path: [...path, 'identity'], at: 'value' } as const;
  if (!identities.has(name)) {
    return [{ ...at, message: `no identity is named "${name}"${otherNames(name, [...identities.keys()])}` }];
  }
  const identity = identities.get(name);
  if (identity === undefined) return [];
  const theirs = identity.roleArn.split(':')[1];
  const ours = host.kind === 'ecr' ? host.partition : 'aws';
  if (theirs === ours) return [];
  const message = `identity "${name}" is a role in partition ${theirs}, but ${host.host} is in partition ${ours}; a role mints only in its own partition`;
  return [{ ...at, message }];
}

function checkImage(image: string | undefined, { host }: RegistryHost, path: Path): Complaint[] {
  if (image === undefined) return [];
  const at = { path: [...path, 'image'], at: 'value' } as const;
  if (image.startsWith(`${host}/`)) {
    return [{ ...at, message: `leave the host out: image: ${image.slice(host.length + 1)}` }];
  }
  return IMAGE.test(image)
    ? []
    : [{ ...at, message: `"${image}" is not a repository:tag such as models/llama:prod` }];
}

/** Docker's reference grammar, without the host. https://github.com/distribution/reference */
const IMAGE =
  /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;
