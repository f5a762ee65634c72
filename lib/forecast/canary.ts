import { canaryCadence, isWatched } from '../config/canary.ts';
import type { Config, Publication } from '../config/config.ts';
import { CANARY, type Calls, isReadable } from './calls.ts';
import type { Cost } from './costs.ts';
import type { FunctionForecast } from './functions.ts';
import { CLOUDWATCH, HOURS_A_MONTH, LAMBDA, PRICE_OF_CALL } from './prices.ts';
import type { Warning } from './warnings.ts';

/** Notes the secrets that the canary cannot check: no readable secret has the same token. */
export function unseenByCanary(functions: readonly FunctionForecast[], config: Config): Warning[] {
  const watchedOf = watchedIn(config);
  const unseen = functions
    .flatMap(({ mints }) => mints)
    .map(({ publications }) => watchedOf(publications))
    .filter((watched) => !watched.some(isReadable))
    .flat();
  return unseen.map(({ backend, name }) => ({
    says: `the canary cannot check ${name} in ${backend}: the backend gives no value back, and no readable secret has the same token`,
    remedy:
      'publish the same token to a readable backend too: aws-secrets-manager, google-secret-manager or file',
  }));
}

/** A run of the canary: a cold start and few reads. It runs twice a cadence, and checks once. */
const RUN_GIGABYTE_SECONDS = 0.25 * 1.5;

interface Work {
  functions: readonly FunctionForecast[];
  calls: readonly Calls[];
}

/** The runs of the canary, the calls that cost money, and an alarm with its metric for each function. */
export function costOfCanary({ functions, calls }: Work, config: Config): Cost[] {
  const watchedOf = watchedIn(config);
  const because = { runs: 0, calls: 0, alarms: 0 };
  for (const { cadenceSeconds, mints } of functions) {
    const watched = watchedOf(mints.flatMap(({ publications }) => publications));
    if (watched.length === 0) continue;
    because.runs += inAMonth(canaryCadence(cadenceSeconds * 1_000));
    because.alarms += 1;
  }
  if (because.runs === 0) return [];
  const { runs, alarms } = because;
  let dollars =
    runs * (LAMBDA.request + RUN_GIGABYTE_SECONDS * LAMBDA.gigabyteSecond) +
    alarms * CLOUDWATCH.alarmMonth +
    Math.min(runs / HOURS_A_MONTH, alarms) * CLOUDWATCH.metricMonth; // for the hours with a value
  for (const { service, perMonth } of calls.filter((each) => each.for === CANARY)) {
    const price = PRICE_OF_CALL[service];
    if (price === undefined) continue;
    because.calls += perMonth;
    dollars += perMonth * price;
  }
  return [{ of: CANARY, dollars, because }];
}

function inAMonth(everyMs: number): number {
  return (HOURS_A_MONTH * 3_600_000) / everyMs;
}

function watchedIn({ registries }: Config): (publications: readonly Publication[]) => Publication[] {
  const watched = new Set(registries.filter(isWatched).flatMap(({ publish }) => publish.map(({ id }) => id)));
  return (publications) => publications.filter(({ id }) => watched.has(id));
}
