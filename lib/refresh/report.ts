import type { Format, Publication } from '../config/config.ts';
import type { Failure, FailureKind } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { CanaryResult } from './canary-result.ts';
import type { Proof } from './prove.ts';

/** What became of one publication in one run. */
export interface Outcome {
  host: string;
  backend: string;
  name: string;
  format: Format;
  outcome: 'published' | 'fresh' | 'planned' | 'failed';
  /** The end of the secret that is stored now; after a failure, of the secret that was stored before. */
  expiresAt?: string;
  /** The moment of its publication. Without `expiresAt` the secret lives until somebody revokes it. */
  publishedAt?: string;
  /** What the registry said of the credential, if it was asked in this run. */
  probe?: Proof['verdict'];
  /** What a canary saw of what was published before, if it has looked. */
  canary?: CanaryResult['saw'];
  kind?: FailureKind;
  reason?: string;
  hint?: string;
  cause?: string;
  /** The failures in a row before this one: when the first and the last of those runs began. */
  failedBefore?: { since: string; last: string };
  /** Published or to be published, yet something about it should be known. */
  warning?: string;
}

/** What became of one mint, or of one reading of a stored credential. */
export interface MintOutcome {
  source: string;
  outcome: 'minted' | 'failed';
  kind?: FailureKind;
}

export interface Report {
  startedAt: string;
  finishedAt: string;
  dryRun: boolean;
  counts: Record<Outcome['outcome'], number>;
  /** Publications of which the ledger could say nothing, because their entry, or all of it, could not be read. */
  unreadable: number;
  mints: MintOutcome[];
  publications: Outcome[];
}

export function outcomeOf(
  publication: Publication,
  outcome: Outcome['outcome'],
  entry: Entry | undefined,
  warning?: string,
): Outcome {
  return { ...base(publication, outcome, entry), ...(warning !== undefined && { warning }) };
}

export function failedOutcome(publication: Publication, failure: Failure, entry: Entry | undefined): Outcome {
  return {
    ...base(publication, 'failed', entry),
    kind: failure.kind,
    reason: failure.message,
    ...(failure.hint !== undefined && { hint: failure.hint }),
    ...(failure.cause !== undefined && { cause: failure.cause }),
    ...(entry?.failed && {
      failedBefore: { since: entry.failed.since ?? entry.failed.at, last: entry.failed.at },
    }),
  };
}

function base(
  { host, backend, name, format }: Publication,
  outcome: Outcome['outcome'],
  entry: Entry | undefined,
): Outcome {
  // Under this name the secret of another host may stand: that is none of this one.
  const { expiresAt, publishedAt } = (entry?.published?.host === host && entry.published) || {};
  return {
    host,
    backend,
    name,
    format,
    outcome,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(publishedAt !== undefined && { publishedAt }),
  };
}

/** What was seen comes first: an outcome is what was made of it. */
export function withSighting(outcome: Outcome, sighting: CanaryResult | undefined): Outcome {
  if (sighting === undefined) return outcome;
  const { saw: canary, says, proof } = sighting;
  const warning = [says, outcome.warning].filter((each) => each !== undefined).join('; ') || undefined;
  return {
    ...(proof && { probe: proof.verdict }),
    ...outcome,
    canary,
    ...(warning !== undefined && { warning }),
  };
}

export function reportOf(
  publications: Outcome[],
  startedAt: Date,
  finishedAt: Date,
  dryRun: boolean,
  mints: MintOutcome[] = [],
): Report {
  const counts = { published: 0, fresh: 0, planned: 0, failed: 0 };
  for (const { outcome } of publications) counts[outcome]++;
  return {
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    dryRun,
    counts,
    unreadable: 0,
    mints,
    publications,
  };
}
