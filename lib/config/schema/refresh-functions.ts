const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The timeout of a run in serverless.yml. */
export const RUN_TIMEOUT_MS = 5 * MINUTE_MS;

/**
 * The part of the timeout that is reserved to record and report failures. 5,000 failures take 0.3 s of CPU time, and a
 * function with 256 MB has a seventh of a processor: 0.4 ms each, and the same again as a margin.
 */
export function runReserveMs(publications: number): number {
  return 5_000 + publications;
}

interface Refresh {
  /** The default cadence. */
  cadenceMs: number;
}

/**
 * The refresh functions. A token is minted four times in its life: after a run, two runs may be missed, and the third
 * is still in time.
 */
export const REFRESH_FUNCTIONS = {
  refreshEcr: { cadenceMs: 3 * HOUR_MS },
  refreshArtifactRegistry: { cadenceMs: 15 * MINUTE_MS },
  /** A stored credential does not die without a run. The cadence is how soon a changed credential is noticed. */
  refreshStored: { cadenceMs: 24 * HOUR_MS },
  refreshTokens: { cadenceMs: 15 * MINUTE_MS },
} as const satisfies Record<string, Refresh>;

export type RefreshFunction = keyof typeof REFRESH_FUNCTIONS;

/** The cadence of each function, in milliseconds. */
export type Schedule = Record<RefreshFunction, number>;

export function isRefreshFunction(name: string): name is RefreshFunction {
  return Object.hasOwn(REFRESH_FUNCTIONS, name);
}

export const REFRESH_FUNCTION_NAMES = Object.keys(REFRESH_FUNCTIONS).filter(isRefreshFunction);
