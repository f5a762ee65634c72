import { placesOf } from '../config/reads.ts';
import { CANARY, type Calls, LEDGER } from './calls.ts';
import { type FunctionForecast, publicationsIn } from './functions.ts';
import { DYNAMODB, HOURS_A_MONTH, LAMBDA, PRICE_OF_CALL } from './prices.ts';

/** A monthly cost, and the counts that it comes from. */
export interface Cost {
  of: string;
  dollars: number;
  because: Record<string, number>;
}

interface Work {
  functions: readonly FunctionForecast[];
  calls: readonly Calls[];
}

export function costsOf({ functions, calls }: Work): Cost[] {
  return [
    ...costsOfPlaces({ functions, calls }),
    costOfLedger(inAMonth(calls.filter((each) => each.for === LEDGER))),
    costOfFunctions({ functions, calls }),
  ];
}

/** The costs that are the same wherever the runs are: of the backends, and of reading keys. */
export function costsOfPlaces({ functions, calls }: Work): Cost[] {
  const backends = placesOf(publicationsIn(functions)).flatMap(
    ({ backend, traits, publications }): Cost[] => {
      const bill = traits.bill({
        secrets: publications.length,
        calls: inAMonth(calls.filter((each) => each.for === backend)),
        writes: writesAMonth(backend, functions),
      });
      return bill === undefined ? [] : [{ of: backend, ...bill }];
    },
  );
  const keys = calls.filter((each) => each.for === undefined && PRICE_OF_CALL[each.service] !== undefined);
  return [...backends, ...(keys.length === 0 ? [] : [costOfKeys(keys)])];
}

/** The cost of reading keys. Storing the keys costs the same without pullkeeper. */
function costOfKeys(reads: readonly Calls[]): Cost {
  const dollars = reads.reduce(
    (sum, { service, perMonth }) => sum + perMonth * (PRICE_OF_CALL[service] ?? 0),
    0,
  );
  return { of: 'reading keys', dollars, because: { calls: inAMonth(reads) } };
}

function costOfLedger(calls: number): Cost {
  return { of: LEDGER, dollars: calls * DYNAMODB.write, because: { calls } };
}

/** serverless.yml gives the functions 256 MB. */
const GIGABYTES = 0.25;
/** Nearly every run has a cold start of a second. Its calls take a tenth of a second each, eight at once. */
const START_SECONDS = 1;
const SECONDS_A_CALL = 0.1 / 8;

function costOfFunctions({ functions, calls }: Work): Cost {
  const runs = functions.reduce((sum, each) => sum + runsAMonth(each), 0);
  const own = calls.filter((each) => each.for !== CANARY);
  const seconds = runs * START_SECONDS + inAMonth(own) * SECONDS_A_CALL;
  const dollars = runs * LAMBDA.request + seconds * GIGABYTES * LAMBDA.gigabyteSecond;
  return { of: 'Lambda', dollars, because: { runs } };
}

function runsAMonth({ cadenceSeconds }: FunctionForecast): number {
  return (HOURS_A_MONTH * 3_600) / cadenceSeconds;
}

function inAMonth(calls: readonly Calls[]): number {
  return calls.reduce((sum, { perMonth }) => sum + perMonth, 0);
}

/** The number of publications in a backend in a month. */
function writesAMonth(backend: string, functions: readonly FunctionForecast[]): number {
  return functions.reduce((sum, each) => {
    const here = publicationsIn([each]).filter((publication) => publication.backend === backend);
    return sum + here.length * runsAMonth(each);
  }, 0);
}
