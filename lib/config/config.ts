import type { BackendTarget } from '../backends/catalogue.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import type { SourceSpec } from '../sources/catalogue.ts';
import type { Schedule } from './schema/refresh-functions.ts';
import type { Format, ProbePolicy } from './schema/schema-parts.ts';

export type { Format, ProbePolicy } from './schema/schema-parts.ts';

/**
 * The compiled registries.yml: everything is checked, and every name is resolved. It is plain JSON, and part of the
 * bundle. References to secrets stay references.
 */
export interface Config {
  /** True while the file has the line of the sample. Packaging refuses the sample. */
  sample: boolean;
  schedule: Schedule;
  registries: Registry[];
}

export interface Registry {
  host: RegistryHost;
  /** The source of its credential. */
  source: SourceSpec;
  /** The minting identity, by its name in registries.yml. Absent: the function's own role. */
  identity?: string;
  image?: string;
  /** A host that the probe accepts as the registry's token service, besides the known ones. */
  tokenService?: string;
  /** Absent: `prefer`, so an unreachable registry does not stop a publication. */
  probe?: ProbePolicy;
  /** Whether the canary checks its secrets. Absent if there is nothing to check. */
  canary?: boolean;
  publish: Publication[];
}

/** One publication: the credential of this host, in this format, under this name, in this backend. */
export interface Publication {
  /** Unique among all publications. The ledger identifies a publication by it. */
  id: string;
  /** The place of the backend. If it hangs, only publications with the same place wait. */
  place: string;
  host: string;
  key: string;
  /** The backend, by its name in registries.yml. */
  backend: string;
  /** The compiled backend. */
  to: BackendTarget;
  name: string;
  format: Format;
  /** How many new values of one secret the backend accepts in 24 hours, if that is limited. */
  versionsADay?: number;
  /** A risk that plan and doctor show, although nothing is wrong. */
  caveat?: string;
}
