import type { Outcome } from './report.ts';

const MINUTE_MS = 60_000;

/** Lambda retries a failed run after one minute, and again after two: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRIED_MS = 2.5 * MINUTE_MS;

/** No later than this after the first failure, so that the next scheduled run does not count again. */
const NEW_CADENCES = 0.75;

/**
 * True for a publication whose failures began with this run, once the retries of the run have failed too. An alarm on a
 * count of these fires again for a second publication; an alarm on all failures stays as it is.
 */
export function isNewlyFailing(
  { outcome, failedBefore }: Outcome,
  startedAt: number,
  cadenceMs: number,
): boolean {
  if (outcome !== 'failed' || failedBefore === undefined) return false;
  const failingMs = startedAt - Date.parse(failedBefore.since);
  return failingMs >= RETRIED_MS && failingMs < RETRIED_MS + NEW_CADENCES * cadenceMs;
}

/** Runs may be late: a secret with less than this many cadences to live may die before the next run. */
const DYING_CADENCES = 1.25;

/**
 * True for a secret that may die before the next run, in the first run that finds it. Later runs do not count the
 * secret again, unless a new value was stored.
 */
export function isNewlyDying(
  { outcome, expiresAt, failedBefore }: Outcome,
  now: number,
  cadenceMs: number,
): boolean {
  if (expiresAt === undefined || (outcome !== 'failed' && outcome !== 'published')) return false;
  const diesSoon = (moment: number) => Date.parse(expiresAt) - moment < DYING_CADENCES * cadenceMs;
  const wasSeen =
    failedBefore !== undefined && outcome === 'failed' && diesSoon(Date.parse(failedBefore.last));
  return diesSoon(now) && !wasSeen;
}
