import type { ProbePolicy } from '../schema/schema-parts.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import type { RegistryPiece } from './pieces.ts';

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
