import type { BackendOptions } from '../../backends/catalogue.ts';
import type { MintingOptions } from '../../sources/options.ts';
import type { StoredCredentials } from '../../sources/stored/options.ts';
import type { ScheduleOptions } from '../schedule.ts';
import type { ProbePolicy } from '../schema/schema-parts.ts';
import type { IdentityOptions, PublicationEntry } from './schema.ts';

/**
 * The parts of the file, checked one by one. A broken part keeps only its name, so that one mistake neither hides
 * another nor causes a second complaint.
 */
export interface Pieces {
  schedule: ScheduleOptions;
  backends: Sound<BackendOptions>;
  identities: Sound<IdentityOptions>;
  /** The defaults for all registries. */
  probe?: ProbePolicy | undefined;
  canary?: boolean | undefined;
  registries: readonly RegistryPiece[];
}

export type Sound<T> = ReadonlyMap<string, T | undefined>;

/** The valid parts of an entry of `registries`. */
export interface RegistryPiece {
  host?: string | undefined;
  identity?: string | undefined;
  credentials?: StoredCredentials | undefined;
  /** Whether credentials are given, valid or not. */
  stored?: boolean;
  source?: MintingOptions | undefined;
  /** Whether a source is given, valid or not. */
  hasSource?: boolean;
  image?: string | undefined;
  tokenService?: string | undefined;
  probe?: ProbePolicy | undefined;
  canary?: boolean | undefined;
  publish: readonly (PublicationEntry | undefined)[];
}
