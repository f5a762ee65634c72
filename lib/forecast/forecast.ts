import type { Config } from '../config/config.ts';
import { type Calls, callsOf } from './calls.ts';
import { costOfCanary, unseenByCanary } from './canary.ts';
import { type Cost, costsOf } from './costs.ts';
import { type FunctionForecast, functionsOf, plannedFor } from './functions.ts';
import { notesOn } from './notes.ts';
import { type Quota, quotasOf } from './quotas.ts';
import { type Warning, warningsOn } from './warnings.ts';
import { costOfWatching } from './watching.ts';

/** The effect of a registries.yml: its mints and publications, the missed runs that they survive, and their costs. */
export interface Forecast {
  functions: FunctionForecast[];
  calls: Calls[];
  quotas: Quota[];
  costs: Cost[];
  warnings: Warning[];
}

/** `shards` is the number of shards of each function. */
export function forecast(config: Config, shards = 1): Forecast {
  const planned = plannedFor(config);
  const functions = functionsOf(planned, config);
  const calls = planned.flatMap((each) => callsOf(each, config));
  const quotas = quotasOf(functions);
  return {
    functions,
    calls,
    quotas,
    costs: [
      ...costsOf({ functions, calls }),
      costOfWatching(functions, config, shards),
      ...costOfCanary({ functions, calls }, config),
    ],
    warnings: [
      ...warningsOn({ shards, functions, quotas }),
      ...unseenByCanary(functions, config),
      ...notesOn(config),
    ],
  };
}
