import { MOST_MEASURED_SINGLY } from '../config/measured.ts';
import type { Cost } from './costs.ts';
import { type FunctionForecast, publicationsIn } from './functions.ts';
import { CLOUDWATCH } from './prices.ts';

/** What it published, what failed, what the ledger could not say, whether all went well, and the shortest life. */
const METRICS_A_FUNCTION = 5;
/** Errors, too short a life, no success; and one for the queue that all share. */
const ALARMS_A_FUNCTION = 3;
/** How long it lives, and that it was published. */
const METRICS_A_PUBLICATION = 2;
const METRICS_A_MINT = 1;

export function costOfWatching(functions: readonly FunctionForecast[]): Cost {
  const single = publicationsIn(functions).length <= MOST_MEASURED_SINGLY;
  const metricsOf = (each: FunctionForecast) =>
    METRICS_A_FUNCTION +
    (single ? METRICS_A_PUBLICATION * publicationsIn([each]).length + METRICS_A_MINT * each.mints.length : 0);
  const metrics = functions.reduce((sum, each) => sum + metricsOf(each), 0);
  const alarms = functions.length * ALARMS_A_FUNCTION + 1;
  const dollars = functions.reduce(
    (sum, each) => sum + metricsOf(each) * CLOUDWATCH.metricMonth * partOfHours(each),
    alarms * CLOUDWATCH.alarmMonth,
  );
  return { of: 'CloudWatch', dollars, because: { metrics, alarms } };
}

/** In how many of all hours a metric comes. */
function partOfHours({ cadenceSeconds }: FunctionForecast): number {
  return Math.min(1, 3_600 / cadenceSeconds);
}
