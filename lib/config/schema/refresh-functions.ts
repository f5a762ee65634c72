const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** As long as serverless.yml lets a run take. */
export const RUN_TIMEOUT_MS = 5 * MINUTE_MS;

/**
 * What is kept of it at the end to write down and report what failed. 5,000 failures take 0.3 s of processor time, and a
 * function with 256 MB has a seventh of a processor: 0.4 ms each, and as much again.
 */
export function runReserveMs(publications: number): number {
  return 5_000 + publications;
}

interface Refresh {
  /** How often it runs, unless registries.yml says otherwise. */
  cadenceMs: number;
}

/**
 * The functions that refresh. What is minted is minted four times in its life: after a run, two more may be missed and
 * the third still comes in time.
 */
export const REFRESH_FUNCTIONS = {
  refreshEcr: { cadenceMs: 3 * HOUR_MS },
  refreshArtifactRegistry: { cadenceMs: 15 * MINUTE_MS },
  /** A stored credential dies of nothing that a schedule could prevent: this is how soon a changed one is noticed. */
  refreshStored: { cadenceMs: 24 * HOUR_MS },
} as const satisfies Record<string, Refresh>;

export type RefreshFunction = keyof typeof REFRESH_FUNCTIONS;

/** How many milliseconds lie between two runs of each function. */
export type Schedule = Record<RefreshFunction, number>;

export function isRefreshFunction(name: string): name is RefreshFunction {
  return Object.hasOwn(REFRESH_FUNCTIONS, name);
}

export const REFRESH_FUNCTION_NAMES = Object.keys(REFRESH_FUNCTIONS).filter(isRefreshFunction);
