import type { RegistryHost } from '../../hosts/registry-host.ts';
import { hostsOfType, sourceTypeFor } from '../../hosts/source-types.ts';
import type { SourceSpec } from '../../sources/catalogue.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import type { RegistryPiece } from './pieces.ts';
import type { PlacedPublication } from './publications.ts';

/** Checks that a registry has exactly one source of credentials, and that it fits the host. */
export function checkSource(
  host: RegistryHost | undefined,
  spec: SourceSpec | undefined,
  { stored, hasSource, source, identity }: RegistryPiece,
  path: Path,
): Complaint[] {
  if (stored && identity !== undefined) {
    const message = 'a registry has credentials (stored) or an identity (that mints), not both: remove one';
    return [{ path: [...path, 'identity'], at: 'key', code: 'identity-unused', message }];
  }
  if (hasSource && (stored || identity !== undefined)) {
    const other = stored ? 'credentials' : 'identity';
    const message = `a registry has a source or ${other}, not both: remove one`;
    return [{ path: [...path, 'source'], at: 'key', code: 'source-does-not-fit', message }];
  }
  if (host === undefined || stored) return [];
  if (hasSource) return source === undefined ? [] : misfit(host, source.type, spec, path);
  if (spec !== undefined) return [];

  const type = sourceTypeFor(host.host)?.type;
  const mint =
    type === undefined ? '' : `Add source: { type: ${type}, … } to mint tokens, or store a credential`;
  const store = 'Store a credential and add credentials: { username, password }';
  const page = `docs/registries/${PAGES[host.kind] ?? (type === 'azure-acr' ? 'azure' : 'other')}.md`;
  const message =
    type === undefined
      ? `${host.host} has no credentials: pullkeeper cannot mint tokens for this registry. ${store} (${page})`
      : `${host.host} has neither a source nor credentials. ${mint} (${page})`;
  return [wrong('not-mintable', [...path, 'host'], message)];
}

/** The documentation pages of registries without tokens, by the kind of host. */
const PAGES: Partial<Record<RegistryHost['kind'], string>> = {
  'docker-hub': 'docker-hub',
  ghcr: 'ghcr',
  ngc: 'ngc',
};

function misfit({ host }: RegistryHost, type: string, spec: SourceSpec | undefined, path: Path): Complaint[] {
  const place = [...path, 'source', 'type'];
  if (spec?.function === 'refreshTokens') return [];
  if (spec !== undefined) {
    return [
      wrong(
        'source-does-not-fit',
        place,
        `pullkeeper mints the tokens of ${host} without a source: remove it`,
      ),
    ];
  }
  const message = `a source of type ${type} mints for ${hostsOfType(type)}, not for ${host}`;
  return [wrong('source-does-not-fit', place, message)];
}

/** A reader that gets only the password would have to know a user name that changes with each credential. */
export function checkUsernameIsKept(
  { endpoint }: SourceSpec,
  placed: readonly PlacedPublication[],
): Complaint[] {
  return placed
    .filter(({ publication: { format } }) => format === 'password' || format === 'raw')
    .map(({ publication: { format }, path }) => {
      const message = `format ${format} leaves the user name out, and ${endpoint} chooses another one for each credential: choose another format, or store a credential that does not change`;
      return wrong('format-does-not-fit', path, message);
    });
}
