import type { BackendTarget } from '../backends/catalogue.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import type { SourceSpec } from '../sources/catalogue.ts';
import type { Schedule } from './schema/refresh-functions.ts';
import type { Format, ProbePolicy } from './schema/schema-parts.ts';

export type { Format, ProbePolicy } from './schema/schema-parts.ts';

/**
 * registries.yml after compilation: everything is checked, every name is found, and nothing has to be looked up any
 * more. It is plain JSON, and what the bundle carries. References to secrets are still references.
 */
export interface Config {
  /** True while the file still says that it is only the sample; deploying refuses it. */
  sample: boolean;
  schedule: Schedule;
  registries: Registry[];
}

export interface Registry {
  host: RegistryHost;
  /** Where its credential comes from. */
  source: SourceSpec;
  /** What registries.yml calls the identity that mints; absent, the function's own role does. */
  identity?: string;
  image?: string;
  /** The host that a probe may take for the registry's token service, beside those that are known. */
  tokenService?: string;
  /** Absent, the registry is asked, and what it cannot be asked is published all the same: `prefer`. */
  probe?: ProbePolicy;
  /** Whether what is published is looked at between two runs. Absent where there is nothing to look at. */
  canary?: boolean;
  publish: Publication[];
}

/** One line of the plan: the credential of this host, in this format, under this name, in this place. */
export interface Publication {
  /** Where it is written. Unique among all publications: the ledger knows a publication by it. */
  id: string;
  /** Where the backend is: publications with the same place wait for each other when it hangs. */
  place: string;
  host: string;
  key: string;
  /** What registries.yml calls the backend. */
  backend: string;
  /** The backend itself. */
  to: BackendTarget;
  name: string;
  format: Format;
  /** How many new values of one secret the backend takes in 24 hours, where that is limited. */
  versionsADay?: number;
  /** What a plan should say of it, though nothing is wrong. */
  caveat?: string;
}
