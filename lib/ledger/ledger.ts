import type { Format } from '../config/config.ts';
import type { FailureKind } from '../failure.ts';
import type { Writes } from './writes.ts';

/** The state of one publication: the last publication, and the failures since. Never a secret. */
export interface Entry {
  /** The publication's id. */
  id: string;
  published?: {
    /** The host and format of the publication. registries.yml may have others by now. */
    host: string;
    format: Format;
    fingerprint: string;
    /** Times are ISO 8601 texts, because JSON has no times. */
    mintedAt: string;
    /** Absent for a secret without an end. */
    expiresAt?: string;
    publishedAt: string;
    /** Present if the backend limits its versions a day. */
    writes?: Writes;
  };
  /** The last probe of a credential for this publication. */
  probed?: { at: string; verdict: string };
  /** Why the ledger's entry of this publication is unreadable. Never stored. */
  unreadable?: string;
  /**
   * The last attempt, if it failed, at the start of its run. `since`: the first of the failures in a row. `untried`:
   * the backend was not called.
   */
  failed?: { kind: FailureKind; reason: string; at: string; since?: string; untried?: true };
}

interface RecordOptions {
  /** The owner of an entry: a function, or one shard of it. The role of a function can only use its own scope. */
  scope?: string;
  replace?: boolean;
}

/**
 * The memory between runs. It saves work and informs people, but no secret depends on it: without it everything is due.
 */
export interface Ledger {
  /**
   * Returns the entries of these scopes, or of all. Of two entries of one publication the later counts. An unreadable
   * row becomes an entry with `unreadable`.
   */
  entries(scopes?: readonly string[]): Promise<Entry[]>;
  /**
   * Records an entry, unless the ledger has a later one. With `replace`, the stored entry is always overwritten: an
   * unreadable entry would otherwise stay for good.
   */
  record(entry: Entry, options?: RecordOptions): Promise<void>;
}

/**
 * Merges two entries of one publication, in any order. An entry has two parts, and each part is taken from the entry
 * with the later time. So a late run overwrites neither a newer mint nor a newer attempt.
 */
export function merge(known: Entry | undefined, told: Entry): Entry {
  const attempt = later(attemptOf(known ?? told), attemptOf(told));
  const mint = later(mintOf(known ?? told), mintOf(told));
  return { ...attempt.content, ...(mint.content && { published: mint.content }) };
}

/** A part of an entry, which is copied as a whole, and its time. */
export interface Part<Content> {
  moment: string;
  content: Content;
}

export function mintOf({ published }: Entry): Part<Entry['published']> {
  return { moment: published?.mintedAt ?? '', content: published };
}

/**
 * The last attempt in an entry: the failed one, unless a mint has succeeded since. A mint succeeds after its run began,
 * and an attempt has the time of the run's start. At the same time success counts, because the words sort that way.
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
