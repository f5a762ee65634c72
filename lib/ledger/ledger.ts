import type { Format } from '../config/config.ts';
import type { FailureKind } from '../failure.ts';
import type { Writes } from './writes.ts';

/** What is known of one publication: what was last published, and what went wrong since. Never a secret. */
export interface Entry {
  /** The publication's id. */
  id: string;
  published?: {
    /** For whom and as what; registries.yml may say otherwise by now. */
    host: string;
    format: Format;
    fingerprint: string;
    /** Times are ISO 8601, as JSON has no other. */
    mintedAt: string;
    /** Absent for what lives until somebody revokes it. */
    expiresAt?: string;
    publishedAt: string;
    /** Where a place takes so many versions a day and no more. */
    writes?: Writes;
  };
  /** What the registry last said of a credential that was to be published here. */
  probed?: { at: string; verdict: string };
  /** Why nothing is known of this publication: what the ledger holds about it is no entry. Never stored. */
  unreadable?: string;
  /** The last attempt, if it failed; it was made when its run began. `since`: the first of the
   * failures in a row. `untried`: the backend itself was never called. */
  failed?: { kind: FailureKind; reason: string; at: string; since?: string; untried?: true };
}

export interface RecordOptions {
  /** Whose entry it is: a function, or one shard of it. The role of a function reaches its own scope and no other. */
  scope?: string;
  replace?: boolean;
}

/**
 * The memory between runs. It saves work and tells people what is going on, but no secret depends on it: without it
 * everything is due.
 */
export interface Ledger {
  /**
   * The entries of these scopes; or of all, where the later of two entries of one publication counts. A row that is no entry comes as one that is `unreadable`: it says nothing of the others.
   */
  entries(scopes?: readonly string[]): Promise<Entry[]>;
  /**
   * Records an entry, unless the ledger has a later one. With `replace`, the stored entry is overwritten even so: an
   * unreadable entry would otherwise never be replaced.
   */
  record(entry: Entry, options?: RecordOptions): Promise<void>;
}

/**
 * Merges two accounts of one publication, in any order. An entry has two parts, and each part comes from the account
 * with the later moment. So a late run undoes neither a newer mint nor a newer attempt.
 */
export function merge(known: Entry | undefined, told: Entry): Entry {
  const attempt = later(attemptOf(known ?? told), attemptOf(told));
  const mint = later(mintOf(known ?? told), mintOf(told));
  return { ...attempt.content, ...(mint.content && { published: mint.content }) };
}

/** A part of an entry that is taken as a whole, and the moment that it speaks of. */
export interface Part<Content> {
  moment: string;
  content: Content;
}

export function mintOf({ published }: Entry): Part<Entry['published']> {
  return { moment: published?.mintedAt ?? '', content: published };
}

/**
 * The last attempt that an entry speaks of: the one that failed, unless a mint has succeeded since. A mint succeeds
 * after its run began, so an attempt is placed by that; in the same instant success counts, as the words sort.
 */
export function attemptOf({ failed, published, ...about }: Entry): Part<Omit<Entry, 'published'>> {
  const mintedAt = published?.mintedAt ?? '';
  return failed !== undefined && failed.at > mintedAt
    ? { moment: `${failed.at} failed`, content: { ...about, failed } }
    : { moment: `${mintedAt} published`, content: about };
}

function later<Content>(known: Part<Content>, told: Part<Content>): Part<Content> {
  return told.moment >= known.moment ? told : known;
}
