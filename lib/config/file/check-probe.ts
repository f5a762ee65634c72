import { splitPort } from '../../hosts/grammar.ts';
import { isIPv4, isIPv6 } from '../../hosts/ip-address.ts';
import { isPublicAddress } from '../../hosts/public-address.ts';
import type { RegistryHost } from '../../hosts/registry-host.ts';
import type { ProbePolicy } from '../schema/schema-parts.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import type { RegistryPiece } from './pieces.ts';

/** Rejects `probe: require` if the probe can never succeed: nothing would ever be published. */
export function checkProbe(
  { probe: own, credentials }: RegistryPiece,
  host: RegistryHost | undefined,
  everywhere: ProbePolicy | undefined,
  path: Path,
): Complaint[] {
  if ((own ?? everywhere) !== 'require') return [];
  const why = cannotBeProbed(host, credentials !== undefined && credentials.username === undefined);
  if (why === undefined) return [];
  return own === undefined
    ? [
        wrong(
          'nothing-to-probe',
          [...path, 'host'],
          `probe: require cannot work here: ${why}; set probe: off`,
        ),
      ]
    : [wrong('nothing-to-probe', [...path, 'probe'], `probe: require cannot work here: ${why}`)];
}

function cannotBeProbed(host: RegistryHost | undefined, nameless: boolean): string | undefined {
  if (nameless) return 'credentials without a username cannot sign in to a registry';
  if (host === undefined || !isLocal(host.host)) return undefined;
  return 'private addresses are never probed';
}

function isLocal(host: string): boolean {
  const name = splitPort(host).name.replace(/[[\]]/g, '');
  return name === 'localhost' || ((isIPv4(name) || isIPv6(name)) && !isPublicAddress(name));
}

/** The canary asks the registry. If its probe is off, or the credential has no user name, there is nothing to check. */
export function checkCanary(entry: RegistryPiece, probe: ProbePolicy | undefined, path: Path): Complaint[] {
  const why = entry.canary === true ? cannotBeWatched(entry, probe) : undefined;
  return why === undefined
    ? []
    : [wrong('nothing-to-watch', [...path, 'canary'], `canary: true cannot work here: ${why}`)];
}

export function cannotBeWatched(
  { credentials }: RegistryPiece,
  probe: ProbePolicy | undefined,
): string | undefined {
  if (probe === 'off') return 'the canary asks the registry, and probe: off forbids that';
  const nameless = credentials !== undefined && credentials.username === undefined;
  return nameless ? 'credentials without a username cannot sign in to a registry' : undefined;
}
