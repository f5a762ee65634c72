const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** As long as serverless.yml lets a run take, and how much of that is kept at its end to remember and report what failed. */
export const RUN_TIMEOUT_MS = 5 * MINUTE_MS;
export const RUN_RESERVE_MS = 5_000;

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
