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
  /** What holds for every registry that does not say otherwise. */
  probe?: ProbePolicy | undefined;
  canary?: boolean | undefined;
  registries: readonly RegistryPiece[];
}

export type Sound<T> = ReadonlyMap<string, T | undefined>;

/** An entry of `registries`, as far as it is sound. */
export interface RegistryPiece {
  host?: string | undefined;
  identity?: string | undefined;
  credentials?: StoredCredentials | undefined;
  /** Whether credentials are given, sound or not. */
  stored?: boolean;
  source?: MintingOptions | undefined;
  /** Whether a source is given, sound or not. */
  hasSource?: boolean;
  image?: string | undefined;
  tokenService?: string | undefined;
  probe?: ProbePolicy | undefined;
  canary?: boolean | undefined;
  publish: readonly (PublicationEntry | undefined)[];
}
