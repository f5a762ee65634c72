import type { Config } from '../../config/config.ts';
import { type Life, livesOf } from '../../config/lives.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { NAMESPACE } from '../../telemetry/measurement.ts';
import { duration } from '../../text/duration.ts';
import { advice, runNow } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/** CloudWatch looks at whole minutes, and no further back than this. */
const MINUTE_S = 60;
const LONGEST_S = 7 * 86_400;

/** A cadence is cut into this many periods; the alarm waits for two cadences and one period more. */
const PERIODS_A_CADENCE = 3;
const PATIENCE = 2 * PERIODS_A_CADENCE + 1;

/**
 * For two cadences no run has made everything as fresh as it should be, or there was no run at all: what is missing
 * counts as breaching. One missed run, and a late one after it, leave a good value among those looked at; two do not.
 */
export function unrefreshedAlarms(name: RefreshFunction, config: Config, deployment: Deployment): Alarm[] {
  const cadenceSeconds = config.schedule[name] / 1_000;
  const lives = livesOf(name, config).filter(({ lifeMs }) => lifeMs !== undefined);
  const watched = lives.length > 0 ? lives : [undefined];
  return watched.flatMap((life): Alarm[] => {
    const window = windowOf(cadenceSeconds, life);
    if (window.periods * window.periodSeconds > LONGEST_S) return [];
    const silence = duration(window.periods * window.periodSeconds * 1_000);
    const seen = `Nothing has renewed all that ${name} keeps for ${silence}: its runs fail, or they do not come. ${deathOf(life, cadenceSeconds, window)}`;
    const first = `run it now: ${runNow(name, deployment)}. If that works, find out why its schedule does not run it: look at the schedule in EventBridge Scheduler, and at the throttles of the function.`;
    return [
      {
        kind: 'unrefreshed',
        of: lives.length > 1 && life ? [name, life.name] : [name],
        description: `${seen}${advice('unrefreshed', first)}`,
        metric: {
          namespace: NAMESPACE,
          ...figureOf(life),
          dimensions: { stage: deployment.stage, function: name, ...(life && { life: life.name }) },
          statistic: 'Maximum', // a run that failed and then succeeded has succeeded
        },
        ...window,
        breaches: 'below',
        threshold: life?.lifeMs === undefined ? 1 : refreshedAbove(life.lifeMs / 1_000, cadenceSeconds),
        missing: 'breaching',
        fill: 0,
      },
    ];
  });
}

/** A life says most; where nothing has one, whether the run succeeded. */
function figureOf(life: Life | undefined): { name: 'SecondsToLive' | 'Succeeded' } {
  return { name: life === undefined ? 'Succeeded' : 'SecondsToLive' };
}

/**
 * What a run leaves alone because it is fresh has spent at most half a cadence of its life; what a run failed to renew
 * has spent a whole one. Between the two is the line.
 */
function refreshedAbove(lifeSeconds: number, cadenceSeconds: number): number {
  return Math.round(lifeSeconds - 0.75 * cadenceSeconds);
}

/** A schedule that survives one missed run alone gets an alarm sooner: a period before the death at the latest. */
function windowOf(cadenceSeconds: number, life: Life | undefined): Pick<Alarm, 'periodSeconds' | 'periods'> {
  const periodSeconds = Math.ceil(cadenceSeconds / PERIODS_A_CADENCE / MINUTE_S) * MINUTE_S;
  const lifeSeconds = (life?.lifeMs ?? Number.POSITIVE_INFINITY) / 1_000;
  const before = Math.floor(lifeSeconds / periodSeconds) - 1;
  return { periodSeconds, periods: Math.min(PATIENCE, before) };
}

function deathOf(
  life: Life | undefined,
  cadenceSeconds: number,
  window: ReturnType<typeof windowOf>,
): string {
  if (life?.lifeMs === undefined) return 'What changed since then is not published.';
  const silence = window.periods * window.periodSeconds;
  const least = refreshedAbove(life.lifeMs / 1_000, cadenceSeconds) - silence;
  const most = life.lifeMs / 1_000 - silence;
  const when =
    least > 0
      ? `${duration(least * 1_000)} to ${duration(most * 1_000)}`
      : `at most ${duration(most * 1_000)}`;
  return `What stands there dies in ${when}.`;
}
