import { canaryCadence, isReadable, isWatched } from '../config/canary.ts';
import type { Config, Publication } from '../config/config.ts';
import { registryOfEach } from '../config/registry-of.ts';
import type { Cost } from './costs.ts';
import type { FunctionForecast } from './functions.ts';
import { CLOUDWATCH, HOURS_A_MONTH, LAMBDA, SECRETS_MANAGER } from './prices.ts';
import type { Warning } from './warnings.ts';

/** Of what the canary is to look at, that which neither it nor anything with the same token gives back. */
export function unseenByCanary(functions: readonly FunctionForecast[], config: Config): Warning[] {
  const watchedOf = watchedIn(config);
  const unseen = functions
    .flatMap(({ mints }) => mints)
    .map(({ publications }) => watchedOf(publications))
    .filter((watched) => !watched.some((each) => isReadBack(each, config)))
    .flat();
  return unseen.map(({ backend, name }) => ({
    says: `the canary does not see ${name} in ${backend}: it cannot be read back from there, and nothing with the same token can`,
    remedy:
      'publish the same to a place that gives it back too: aws-secrets-manager, google-secret-manager or file',
  }));
}

/** A visit that starts cold and looks at little; it comes twice a cadence, and reads once. */
const VISIT_GIGABYTE_SECONDS = 0.25 * 1.5;

/** The visits, what they read where that is paid for, and an alarm with its metric for each function. */
export function costOfCanary(functions: readonly FunctionForecast[], config: Config): Cost[] {
  const watchedOf = watchedIn(config);
  const because = { visits: 0, reads: 0, alarms: 0 };
  for (const { cadenceSeconds, mints } of functions) {
    const watched = watchedOf(mints.flatMap(({ publications }) => publications));
    if (watched.length === 0) continue;
    const paid = watched.filter(({ backend }) => config.backends[backend]?.type === 'aws-secrets-manager');
    because.visits += inAMonth(canaryCadence(cadenceSeconds * 1_000));
    because.reads += paid.length * inAMonth(cadenceSeconds * 1_000);
    because.alarms += 1;
  }
  if (because.visits === 0) return [];
  const { visits, reads, alarms } = because;
  const dollars =
    visits * (LAMBDA.request + VISIT_GIGABYTE_SECONDS * LAMBDA.gigabyteSecond) +
    reads * SECRETS_MANAGER.call +
    alarms * CLOUDWATCH.alarmMonth +
    Math.min(visits / HOURS_A_MONTH, alarms) * CLOUDWATCH.metricMonth; // for the hours in which it comes
  return [{ of: 'the canary', dollars, because }];
}

function inAMonth(everyMs: number): number {
  return (HOURS_A_MONTH * 3_600_000) / everyMs;
}

function watchedIn(config: Config): (publications: readonly Publication[]) => Publication[] {
  const registryOf = registryOfEach(config);
  return (publications) => publications.filter((publication) => isWatched(registryOf(publication)));
}

function isReadBack({ backend }: Publication, { backends }: Config): boolean {
  const options = backends[backend];
  return options !== undefined && isReadable(options);
}
