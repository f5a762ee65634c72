import type { Format, Publication } from '../config/config.ts';
import { Failure, type FailureKind, inWords } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { Proof } from './prove.ts';
import { isDead, type Sighting } from './sighting.ts';

/** What became of one publication in one run. */
export interface Outcome {
  host: string;
  backend: string;
  name: string;
  format: Format;
  outcome: 'published' | 'fresh' | 'planned' | 'failed';
  /** Of what now stands in the backend, as far as is known: after a failure, of what stood there before. */
  expiresAt?: string;
  /** Since when it stands there. Without `expiresAt` it lives until somebody revokes it. */
  publishedAt?: string;
  /** What the registry said of the credential, if it was asked in this run. */
  probe?: Proof['verdict'];
  /** What a canary saw of what was published before, if it has looked. */
  canary?: Sighting['saw'];
  kind?: FailureKind;
  reason?: string;
  hint?: string;
  cause?: string;
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
export function withSighting(outcome: Outcome, sighting: Sighting | undefined): Outcome {
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

/** The report as the result of the run; or, if anything in it failed, as its error. */
export function settle(report: Report): Report {
  if (report.counts.failed > 0) throw new RefreshFailed(report);
  return report;
}

/** Lambda passes on the message of an error and nothing else of it: what there is to say must all be in there. */
export function tellFailure(request: { error: unknown }): void {
  const { error } = request;
  if (error instanceof Failure)
    request.error = Object.assign(new Error(limited(inWords(error))), { name: error.name });
}

/**
 * Lambda's runtime repeats a message in the trace and, for X-Ray, several times over in a header that takes 1 MiB: a
 * longer one would end the process, and nobody would read any of it.
 */
const LONGEST_MESSAGE = 64 * 1024;

function limited(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

/** Thrown at the end of a run in which anything failed, so that retry, on-failure destination and alarm all see it. */
export class RefreshFailed extends Error {
  override readonly name = 'RefreshFailed';
  readonly report: Report;

  constructor(report: Report) {
    super(limited(describeFailures(report)));
    this.report = report;
  }
}

/** Failures with one reason are told once, however many publications they cost. */
function describeFailures({ counts, publications }: Report): string {
  const failed = publications.filter(({ outcome }) => outcome === 'failed');
  const reasons = Map.groupBy(failed, ({ reason = '', cause, hint }) =>
    inWords({ message: reason, cause, hint }),
  );
  const paragraphs = [...reasons].map(([reason, outcomes]) =>
    [
      indent(reason),
      ...outcomes.map((each) => `    not published: ${each.name} in ${each.backend}, ${remaining(each)}`),
    ].join('\n'),
  );
  return [`${counts.failed} of ${publications.length} publications failed`, ...paragraphs].join('\n');
}

function remaining({ canary, expiresAt, publishedAt }: Outcome): string {
  if (canary === 'shared' || (canary !== undefined && isDead({ saw: canary })))
    return 'and what stands there is dead';
  if (publishedAt === undefined) return 'and nothing is known to stand there';
  return expiresAt === undefined
    ? `what was published at ${publishedAt} stands there`
    : `what stands there dies at ${expiresAt}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
