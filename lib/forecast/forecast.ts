import type { Config } from '../config/config.ts';
import { type Calls, callsOf, LEDGER_SERVICE } from './calls.ts';
import { costOfCanary, unseenByCanary } from './canary.ts';
import { type Cost, costsOf, costsOfPlaces } from './costs.ts';
import { type FunctionForecast, functionsOf, plannedFor } from './functions.ts';
import { notesOn, notesOnImages } from './notes.ts';
import { type Quota, quotasOf } from './quotas.ts';
import { type Warning, warningsAnywhere, warningsOn } from './warnings.ts';
import { costOfWatching } from './watching.ts';

/** The effect of a registries.yml: its mints and publications, the missed runs that they survive, and their costs. */
export interface Forecast {
  functions: FunctionForecast[];
  calls: Calls[];
  quotas: Quota[];
  costs: Cost[];
  warnings: Warning[];
}

/** Where the runs are: in deployed functions, or in `pullkeeper refresh` and `serve` on a machine. */
export type Home = { shards: number } | 'machine';

export function forecast(config: Config, home: Home = { shards: 1 }): Forecast {
  const planned = plannedFor(config);
  const functions = functionsOf(planned, config);
  const all = planned.flatMap((each) => callsOf(each, config));
  const quotas = quotasOf(functions);
  if (home === 'machine') {
    // The ledger is a file, and the runs cost nothing.
    const calls = all.filter(({ service }) => service !== LEDGER_SERVICE);
    const costs = costsOfPlaces({ functions, calls });
    const warnings = [...warningsAnywhere(functions), ...unseenByCanary(functions, config)];
    return { functions, calls, quotas, costs, warnings: [...warnings, ...notesOnImages(config)] };
  }
  const calls = all;
  const { shards } = home;
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
