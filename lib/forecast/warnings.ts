import { cadenceText } from '../config/schema/cadence.ts';
import { RUN_TIMEOUT_MS, runReserveMs } from '../config/schema/refresh-functions.ts';
import { type FunctionForecast, publicationsIn } from './functions.ts';
import { leastSeconds, type Quota } from './quotas.ts';

/** Something that works, and should be known. */
export interface Warning {
  says: string;
  /** What would make it better, where something would. */
  remedy?: string;
}

interface Outlook {
  /** The parts in which each function runs, one after another. */
  shards: number;
  functions: readonly FunctionForecast[];
  quotas: readonly Quota[];
}

export function warningsOn({ functions, quotas, shards }: Outlook): Warning[] {
  return [
    ...functions.flatMap(survivesOneMiss),
    ...functions.flatMap((each) => tooManyForMemory(each, shards)),
    ...functions.flatMap((each) => tooManyForProcessor(each, shards)),
    ...quotas.flatMap((each) => quotaWarnings(each, shards)),
    ...caveats(functions),
  ];
}

/** The build refuses a schedule that survives no missed run; one is less than the promise. */
function survivesOneMiss({ name, mints, cadenceSeconds }: FunctionForecast): Warning[] {
  const one = mints.find(({ missesSurvived }) => missesSurvived === 1);
  if (one?.lifeSeconds === undefined) return [];
  const every = cadenceText(cadenceSeconds * 1_000);
  return [
    {
      says: `${name} runs every ${every}, and its secrets live ${cadenceText(one.lifeSeconds * 1_000)}: two missed runs in a row are one too many`,
      remedy: `under schedule, ${name}: ${cadenceText(one.lifeSeconds * 250)} lets two be missed`,
    },
  ];
}

/** `npm run bench -- most`: with a thousand a run takes 170 MB at the most, with ten thousand 300. */
const MOST_IN_256_MB = 3_000;

/** Hosts are spread over the shards by their names, so about evenly. */
function inARun(mints: FunctionForecast['mints'], shards: number): number {
  return Math.ceil(mints.reduce((sum, { publications }) => sum + publications.length, 0) / shards);
}

function tooManyForMemory({ name, mints }: FunctionForecast, shards: number): Warning[] {
  const count = inARun(mints, shards);
  if (count <= MOST_IN_256_MB) return [];
  return [
    {
      says: `${name} publishes ${count} secrets in a run, for which the 256 MB that it has may not be enough`,
      remedy: `give ${name} a memorySize of 512 in serverless.yml`,
    },
  ];
}

/** Fewer versions than these may be left of a day before it is said: a failed run is repeated, others come by hand. */
const SPARE_VERSIONS = 10;

const RUN_SECONDS = (RUN_TIMEOUT_MS - runReserveMs(0)) / 1_000;

/** `npm run bench -- most`: 4.7 ms of processor time for each of a thousand; half as much again on a processor of Lambda's. */
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
      says: `${name} publishes ${count} secrets in a run, for which the processor that comes with 256 MB takes some ${seconds} s; the run is ended after ${Math.floor(most)} s`,
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
        says: `a run of ${name} takes ${Math.ceil(seconds)} s to write to ${backend}, since ${most} ${what} a ${per} are all there are; it is ended after ${RUN_SECONDS} s`,
        remedy: `give ${name} a timeout of its own in serverless.yml, split its publications over two regions or projects, or deploy shards: docs/large.md`,
      },
    ];
  }
  if (per !== 'day' || most - needed >= SPARE_VERSIONS) return [];
  return [
    {
      says: `${name} makes ${needed} versions a day of each secret in ${backend}, and at the ${most + 1}st it is refused: ${most - needed} are left for runs by hand`,
      remedy: `runs without force leave what is fresh; under schedule, ${name}: 20 min makes 72`,
    },
  ];
}

/** What registries.yml cannot help, each once. */
function caveats(functions: readonly FunctionForecast[]): Warning[] {
  const told = publicationsIn(functions).flatMap(({ backend, caveat }) =>
    caveat === undefined ? [] : `${backend} is ${caveat}`,
  );
  return [...new Set(told)].map((says) => ({ says }));
}
