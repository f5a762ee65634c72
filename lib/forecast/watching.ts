import type { Cost } from './costs.ts';
import { type FunctionForecast, publicationsIn } from './functions.ts';
import { CLOUDWATCH } from './prices.ts';

/** A function counts what it published and what failed, says whether all went well, and how long the shortest life is. */
const METRICS_A_FUNCTION = 4;
/** Too short a life, no success, errors, refused calls; and one for the queue that all share. */
const ALARMS_A_FUNCTION = 4;
/** How long it lives, and that it was published. */
const METRICS_A_PUBLICATION = 2;
const METRICS_A_MINT = 1;

/** With more publications than these, there are metrics of the functions alone. */
const MOST_MEASURED_SINGLY = 50;

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
  return { of: 'CloudWatch', dollars, because: `metrics: ${metrics}, alarms: ${alarms}` };
}

/** In how many of all hours a metric comes. */
function partOfHours({ cadenceSeconds }: FunctionForecast): number {
  return Math.min(1, 3_600 / cadenceSeconds);
}
