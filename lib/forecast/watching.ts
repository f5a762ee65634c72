import type { Config } from '../config/config.ts';
import { livesOf } from '../config/lives.ts';
import { MOST_MEASURED_SINGLY } from '../config/measured.ts';
import { alarmsFor } from '../deployment/alarms/alarms.ts';
import type { Cost } from './costs.ts';
import { type FunctionForecast, publicationsIn } from './functions.ts';
import { CLOUDWATCH } from './prices.ts';

/** Published, Failed, NewlyFailing, Dying, Succeeded and UnreadableEntries. SecondsToLive adds one for each life. */
const METRICS_A_FUNCTION = 6;
/** SecondsToLive and Published. */
const METRICS_A_PUBLICATION = 2;
/** Minted. */
const METRICS_A_MINT = 1;

/** The names do not matter: alarms are only counted here. */
const DEPLOYMENT = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };

export function costOfWatching(functions: readonly FunctionForecast[], config: Config, shards: number): Cost {
  const single = publicationsIn(functions).length <= MOST_MEASURED_SINGLY;
  // Each shard has metrics of its own, beside those of the whole function.
  const parts = shards > 1 ? shards + 1 : 1;
  const metricsOf = (each: FunctionForecast) =>
    parts * (METRICS_A_FUNCTION + livesOf(each.name, config).length) +
    (single ? METRICS_A_PUBLICATION * publicationsIn([each]).length + METRICS_A_MINT * each.mints.length : 0);
  const metrics = functions.reduce((sum, each) => sum + metricsOf(each), 0);
  // The alarm of the canary is in the costs of the canary.
  const alarms = alarmsFor(config, { ...DEPLOYMENT, shards }).filter(
    ({ kind }) => kind !== 'died-early',
  ).length;
  const dollars = functions.reduce(
    (sum, each) => sum + metricsOf(each) * CLOUDWATCH.metricMonth * partOfHours(each),
    alarms * CLOUDWATCH.alarmMonth,
  );
  return { of: 'CloudWatch', dollars, because: { metrics, alarms } };
}

/** The share of all hours in which a metric has a value. */
function partOfHours({ cadenceSeconds }: FunctionForecast): number {
  return Math.min(1, 3_600 / cadenceSeconds);
}
