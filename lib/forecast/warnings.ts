import { cadenceText } from '../config/schema/cadence.ts';
import { RUN_TIMEOUT_MS, runReserveMs } from '../config/schema/refresh-functions.ts';
import { type FunctionForecast, publicationsIn } from './functions.ts';
import { leastSeconds, type Quota } from './quotas.ts';

/** A note on a config that works, but has a risk. */
export interface Warning {
  says: string;
  /** What to do about it, if anything helps. */
  remedy?: string;
}

interface Outlook {
  /** The number of shards of each function. */
  shards: number;
  functions: readonly FunctionForecast[];
  quotas: readonly Quota[];
}

export function warningsOn({ functions, quotas, shards }: Outlook): Warning[] {
  return [
    ...warningsAnywhere(functions),
    ...functions.flatMap((each) => tooManyForMemory(each, shards)),
    ...functions.flatMap((each) => tooManyForProcessor(each, shards)),
    ...quotas.flatMap((each) => quotaWarnings(each, shards)),
  ];
}

/** The warnings that do not depend on where the runs are. */
export function warningsAnywhere(functions: readonly FunctionForecast[]): Warning[] {
  return [...functions.flatMap(survivesOneMiss), ...caveats(functions)];
}

/** Packaging refuses a schedule that survives no missed run. The promise needs two. */
function survivesOneMiss({ name, mints, cadenceSeconds }: FunctionForecast): Warning[] {
  const one = mints.find(({ missesSurvived }) => missesSurvived === 1);
  if (one?.lifeSeconds === undefined) return [];
  const every = cadenceText(cadenceSeconds * 1_000);
  return [
    {
      says: `${name} runs every ${every}, and its secrets live ${cadenceText(one.lifeSeconds * 1_000)}: they survive one missed run, not two`,
      remedy: `to survive two, write under schedule: ${name}: ${cadenceText(one.lifeSeconds * 250)}`,
    },
  ];
}

/** From `npm run bench -- most`: a run of 1,000 secrets needs 170 MB, a run of 10,000 needs 300 MB. */
const MOST_IN_256_MB = 3_000;

/** The publications of a run. Hosts are spread over the shards by name, so about evenly. */
function inARun(mints: FunctionForecast['mints'], shards: number): number {
  return Math.ceil(mints.reduce((sum, { publications }) => sum + publications.length, 0) / shards);
}

function tooManyForMemory({ name, mints }: FunctionForecast, shards: number): Warning[] {
  const count = inARun(mints, shards);
  if (count <= MOST_IN_256_MB) return [];
  return [
    {
      says: `${name} publishes ${count} secrets in a run: 256 MB of memory may not be enough`,
      remedy: `give ${name} a memorySize of 512 in serverless.yml`,
    },
  ];
}

/** Retries and runs by hand need some versions a day. With fewer left than this, there is a note. */
const SPARE_VERSIONS = 10;

const RUN_SECONDS = (RUN_TIMEOUT_MS - runReserveMs(0)) / 1_000;

/** From `npm run bench -- most`: 4.7 ms of CPU time for each of 1,000 secrets, and half as much again on Lambda. */
const CPU_MS_EACH = 7;
/** Lambda gives a whole processor at 1,769 MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const PROCESSORS_AT_256_MB = 256 / 1_769;

function tooManyForProcessor({ name, mints }: FunctionForecast, shards: number): Warning[] {
  const count = inARun(mints, shards);
  const seconds = Math.ceil((count * CPU_MS_EACH) / PROCESSORS_AT_256_MB / 1_000);
  const most = (RUN_TIMEOUT_MS - runReserveMs(count)) / 1_000;
  if (seconds <= most) return [];
  return [
    {
      says: `${name} publishes ${count} secrets in a run: with 256 MB that takes some ${seconds} s of CPU time, and a run is stopped after ${Math.floor(most)} s`,
      remedy: `give ${name} a memorySize of 1024 in serverless.yml, or deploy shards: docs/large.md`,
    },
  ];
}

function quotaWarnings(quota: Quota, shards: number): Warning[] {
  const { function: name, backend, what, most = 0, per, needed } = quota;
  const seconds = (leastSeconds(quota) ?? 0) / shards;
  if (seconds > RUN_SECONDS) {
    return [
      {
        says: `a run of ${name} needs ${Math.ceil(seconds)} s to write to ${backend}, which allows ${most} ${what} a ${per}; a run is stopped after ${RUN_SECONDS} s`,
        remedy: `raise the timeout of ${name} in serverless.yml, split its publications over two regions or projects, or deploy shards: docs/large.md`,
      },
    ];
  }
  if (per !== 'day' || most - needed >= SPARE_VERSIONS) return [];
  return [
    {
      says: `${name} writes ${needed} versions a day of each secret in ${backend}, which allows ${most}: ${most - needed} are left for retries and runs by hand`,
      remedy: `to write 72 a day, set under schedule: ${name}: 20 min`,
    },
  ];
}

/** The caveats of the publications, each once. */
function caveats(functions: readonly FunctionForecast[]): Warning[] {
  const told = publicationsIn(functions).flatMap(({ backend, caveat }) =>
    caveat === undefined ? [] : `${backend} is ${caveat}`,
  );
  return [...new Set(told)].map((says) => ({ says }));
}
