import type { BackendOptions, IdentityOptions, ProbePolicy, StoredCredentials } from '../config.ts';
import type { ScheduleOptions } from '../schedule.ts';
import type { PublicationEntry } from '../schema/schema.ts';

/**
 * What stands in the file, piece by piece. A piece that is broken in itself is known by its name and no more: one
 * mistake neither hides another nor causes a second complaint.
 */
export interface Pieces {
  schedule: ScheduleOptions;
  backends: ReadonlyMap<string, BackendOptions | undefined>;
  identities: ReadonlyMap<string, IdentityOptions | undefined>;
  /** What holds for every registry that does not say otherwise. */
  probe?: ProbePolicy | undefined;
  canary?: boolean | undefined;
  registries: readonly RegistryPiece[];
}

/** An entry of `registries`, as far as it is sound. */
export interface RegistryPiece {
  host?: string | undefined;
  identity?: string | undefined;
  credentials?: StoredCredentials | undefined;
  /** Whether credentials are given, sound or not. */
  stored?: boolean;
  image?: string | undefined;
  probe?: ProbePolicy | undefined;
  canary?: boolean | undefined;
  publish: readonly (PublicationEntry | undefined)[];
}
