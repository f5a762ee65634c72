import type { Format, Publication } from '../config/config.ts';
import type { Failure, FailureKind } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { CanaryResult } from './canary-result.ts';
import type { Proof } from './prove.ts';

/** The outcome of one publication in one run. */
export interface Outcome {
  host: string;
  backend: string;
  name: string;
  format: Format;
  outcome: 'published' | 'fresh' | 'planned' | 'failed';
  /** The end of the secret that is stored now. After a failure: of the secret that was stored before. */
  expiresAt?: string;
  /** When the secret was published. Without `expiresAt` it has no end. */
  publishedAt?: string;
  /** The verdict of the probe in this run, if there was one. */
  probe?: Proof['verdict'];
  /** The result of the canary, if it checked. */
  canary?: CanaryResult['saw'];
  kind?: FailureKind;
  reason?: string;
  hint?: string;
  cause?: string;
  /** The earlier failures in a row: when the first and the last of those runs began. */
  failedBefore?: { since: string; last: string };
  /** A warning about a published or planned secret. */
  warning?: string;
}

/** The outcome of one mint, or of reading one stored credential. */
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
  /** The number of ledger entries that could not be read or written. */
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
  // The secret of another host may be stored under this name: it does not count.
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

/** The canary ran first, and the outcome follows from its result. */
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
