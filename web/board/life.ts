import type { PublicationStatus } from '../../lib/status/status.ts';

/** The life of a secret as fractions of its length: 0 is its mint, 1 is its end. */
interface Life {
  now: number;
  /** From here on the state is low. */
  lowMark: number;
  /** The coming runs before the end. */
  runs: number[];
  /** The last run: if it is missed too, the secret dies. */
  lastRun?: number;
}

/** With more marks than this, they would form one line. */
const MOST_RUNS = 24;

/** Undefined for a secret that is not published, or has no end. */
export function lifeOf(publication: PublicationStatus, at: string): Life | undefined {
  const { mintedAt, expiresAt, threshold, nextRunAt, lastRunAt, runsLeft = 0, cadence } = publication;
  if (mintedAt === undefined || expiresAt === undefined) return undefined;
  const [from, until] = [Date.parse(mintedAt), Date.parse(expiresAt)];
  const fraction = (ms: number) => Math.min(1, Math.max(0, (ms - from) / Math.max(1, until - from)));
  const runs =
    nextRunAt === undefined || runsLeft > MOST_RUNS
      ? []
      : Array.from({ length: runsLeft }, (_, index) =>
          fraction(Date.parse(nextRunAt) + index * cadence * 1_000),
        );
  return {
    now: fraction(Date.parse(at)),
    lowMark: fraction(until - threshold * 1_000),
    runs,
    ...(lastRunAt !== undefined && { lastRun: fraction(Date.parse(lastRunAt)) }),
  };
}
