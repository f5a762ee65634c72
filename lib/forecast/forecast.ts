import type { Config } from '../config/config.ts';
import { type Calls, callsOf } from './calls.ts';
import { costOfCanary, unseenByCanary } from './canary.ts';
import { type Cost, costsOf } from './costs.ts';
import { type FunctionForecast, functionsOf, plannedFor } from './functions.ts';
import { type Quota, quotasOf } from './quotas.ts';
import { type Warning, warningsOn } from './warnings.ts';
import { costOfWatching } from './watching.ts';

/** What a registries.yml leads to: what is minted and published how often, what that survives, and what it costs. */
export interface Forecast {
  functions: FunctionForecast[];
  calls: Calls[];
  quotas: Quota[];
  costs: Cost[];
  warnings: Warning[];
}

/** `shards`: the parts in which each function runs. */
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
    warnings: [...warningsOn({ shards, functions, quotas }), ...unseenByCanary(functions, config)],
  };
}
