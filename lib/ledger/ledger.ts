import type { Format } from '../config/config.ts';
import type { FailureKind } from '../errors.ts';

/** What is known of one publication: what was last published, and what went wrong since. Never a secret. */
export interface Entry {
  /** The publication's id. */
  id: string;
  host: string;
  format: Format;
  published?: {
    fingerprint: string;
    /** Times are ISO 8601, as JSON has no other. */
    mintedAt: string;
    /** Absent for what lives until somebody revokes it. */
    expiresAt?: string;
    publishedAt: string;
  };
  /** What the registry last said of a credential that was to be published here. */
  probed?: { at: string; verdict: string };
  /** The last attempt, if it failed. */
  failed?: { kind: FailureKind; reason: string; at: string };
}

/**
 * The memory between runs. It saves work and tells people what is going on, but no secret depends on it: without it
 * everything is due.
 */
export interface Ledger {
  entries(): Promise<Entry[]>;
  record(entry: Entry): Promise<void>;
}

/** Of two accounts of one publication: the later one, except that what a newer mint published is never taken back. */
export function merge(known: Entry | undefined, later: Entry): Entry {
  const before = known?.published;
  if (before === undefined) return later;
  return later.published === undefined || later.published.mintedAt < before.mintedAt
    ? { ...later, published: before }
    : later;
}
