/** The coming runs of a publication, if the schedule is kept. */
export interface ExpectedRuns {
  nextRunAt?: string;
  /** The last run before the secret ends: if it is missed too, the secret dies. */
  lastRunAt?: string;
  /** How many runs come before the secret ends. All but one may be missed. */
  runsLeft?: number;
}

interface Known {
  /** When the last attempt was made; undefined if the ledger has none. */
  attemptedAt: string | undefined;
  /** Undefined for a secret without an end. */
  expiresAt: string | undefined;
  cadenceMs: number;
}

/** Counts in cadences from the last attempt. An overdue run is expected at the next full cadence. */
export function expectedRuns({ attemptedAt, expiresAt, cadenceMs }: Known, now: Date): ExpectedRuns {
  if (attemptedAt === undefined) return {};
  const last = Date.parse(attemptedAt);
  const passed = Math.max(0, now.getTime() - last);
  const next = last + Math.max(1, Math.ceil(passed / cadenceMs)) * cadenceMs;
  const nextRunAt = new Date(next).toISOString();
  if (expiresAt === undefined) return { nextRunAt };
  const runsLeft = Math.max(0, Math.ceil((Date.parse(expiresAt) - next) / cadenceMs));
  if (runsLeft === 0) return { nextRunAt, runsLeft };
  return { nextRunAt, lastRunAt: new Date(next + (runsLeft - 1) * cadenceMs).toISOString(), runsLeft };
}
