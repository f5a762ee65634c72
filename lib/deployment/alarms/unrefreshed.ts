import type { Config } from '../../config/config.ts';
import { type Life, livesOf } from '../../config/lives.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { NAMESPACE } from '../../telemetry/measurement.ts';
import { duration } from '../../text/duration.ts';
import { advice, runNow } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/** CloudWatch uses whole minutes, and looks back seven days at most. */
const MINUTE_S = 60;
const LONGEST_S = 7 * 86_400;

/** The number of periods in the window: two cadences and a third, with three periods in a cadence. */
const PERIODS = 7;
const PERIODS_A_CADENCE = 3;

/** The longest cadence with such an alarm: seven thirds of it are the seven days that CloudWatch looks back. */
const LONGEST_CADENCE_S = 3 * 86_400;

/**
 * Fires when no run of the last two cadences refreshed everything, or no run started: a missing value counts as breaching.
 * One missed run with a late run after it leaves a good value in the window; two missed runs do not.
 */
export function unrefreshedAlarms(name: RefreshFunction, config: Config, deployment: Deployment): Alarm[] {
  const cadenceSeconds = config.schedule[name] / 1_000;
  const lives = livesOf(name, config).filter(({ lifeMs }) => lifeMs !== undefined);
  const watched = lives.length > 0 ? lives : [undefined];
  return watched.flatMap((life): Alarm[] => {
    const window = windowOf(cadenceSeconds, life);
    if (window.periods * window.periodSeconds > LONGEST_S) return [];
    const silence = duration(window.periods * window.periodSeconds * 1_000);
    const seen = `No run of ${name} refreshed all its secrets in the last ${silence}: its runs fail, or do not start. ${deathOf(life, cadenceSeconds, window)}`;
    const third = `Run the function now: ${runNow(name, deployment)}. If it succeeds, its schedule does not start it: check the schedule in EventBridge Scheduler, and the throttles of the function.`;
    return [
      {
        kind: 'unrefreshed',
        of: lives.length > 1 && life ? [name, life.name] : [name],
        description: `${seen}${advice('unrefreshed', deployment, third)}`,
        metric: {
          namespace: NAMESPACE,
          ...figureOf(life),
          dimensions: { stage: deployment.stage, function: name, ...(life && { life: life.name }) },
          statistic: 'Maximum', // a run that failed and then succeeded has succeeded
        },
        ...window,
        breaches: 'below',
        threshold: life?.lifeMs === undefined ? 1 : thresholdSeconds(life.lifeMs / 1_000, cadenceSeconds),
        missing: 'breaching',
        fill: 0,
      },
    ];
  });
}

/** The metric: how long the secrets live, or, if none has an end, whether the run succeeded. */
function figureOf(life: Life | undefined): { name: 'SecondsToLive' | 'Succeeded' } {
  return { name: life === undefined ? 'Succeeded' : 'SecondsToLive' };
}

/**
 * A secret that a run skips as fresh has used at most half a cadence of its life. A secret that a run failed to refresh
 * has used a whole cadence. The threshold is between the two.
 */
function thresholdSeconds(lifeSeconds: number, cadenceSeconds: number): number {
  return Math.round(lifeSeconds - 0.75 * cadenceSeconds);
}

/**
 * The window is at least half a life. After a schedule was made shorter, the last run of the old schedule is within it,
 * because every schedule survives one missed run. A schedule that survives only one missed run has a shorter window: the
 * alarm fires at the latest one period before the death.
 */
function windowOf(cadenceSeconds: number, life: Life | undefined): Pick<Alarm, 'periodSeconds' | 'periods'> {
  const lifeSeconds = (life?.lifeMs ?? Number.POSITIVE_INFINITY) / 1_000;
  const patience = life === undefined ? LONGEST_CADENCE_S : lifeSeconds / 2;
  const needed = Math.max(cadenceSeconds / PERIODS_A_CADENCE, patience / PERIODS);
  const periodSeconds = Math.ceil(needed / MINUTE_S) * MINUTE_S;
  const before = Math.floor(lifeSeconds / periodSeconds) - 1;
  return { periodSeconds, periods: Math.min(PERIODS, before) };
}

function deathOf(
  life: Life | undefined,
  cadenceSeconds: number,
  window: ReturnType<typeof windowOf>,
): string {
  if (life?.lifeMs === undefined) return 'Stored credentials that changed since then are not published.';
  const silence = window.periods * window.periodSeconds;
  const least = thresholdSeconds(life.lifeMs / 1_000, cadenceSeconds) - silence;
  const most = life.lifeMs / 1_000 - silence;
  const when =
    least > 0
      ? `${duration(least * 1_000)} to ${duration(most * 1_000)}`
      : `at most ${duration(most * 1_000)}`;
  return `The published secrets die in ${when}.`;
}
