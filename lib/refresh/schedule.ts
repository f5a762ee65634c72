const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How often each function runs. A quarter of the token's life: after a run, two more may be missed and the third still
 * comes in time. serverless.yml takes its rates from here.
 */
export const CADENCE_MS = {
  refreshEcr: 3 * HOUR_MS,
  refreshArtifactRegistry: 15 * MINUTE_MS,
  /** A stored credential dies of nothing that a schedule could prevent: this is how soon a changed one is noticed. */
  refreshStored: 24 * HOUR_MS,
};

/** An EventBridge Scheduler expression for a cadence. */
export function rateOf(cadenceMs: number): string {
  const [count, unit] =
    cadenceMs % HOUR_MS === 0 ? [cadenceMs / HOUR_MS, 'hour'] : [cadenceMs / MINUTE_MS, 'minute'];
  return `rate(${count} ${unit}${count === 1 ? '' : 's'})`;
}
