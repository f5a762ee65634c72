import type { Config } from '../../lib/config/config.ts';
import {
  type RefreshFunction,
  RUN_TIMEOUT_MS,
  runReserveMs,
} from '../../lib/config/schema/refresh-functions.ts';
import { measurementsOf } from '../../lib/refresh/measurements.ts';
import { refresh } from '../../lib/refresh/run.ts';
import type { Measurement } from '../../lib/telemetry/measurement.ts';
import type { Air } from './calls.ts';
import type { Clouds } from './clouds.ts';
import type { Random } from './random.ts';
import type { Time } from './virtual-time.ts';
import { SERVICES, type Weather } from './weather.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How often something happens to an event or to a function. */
const EVENT_LOST = 0.01;
const EVENT_DOUBLED = 0.02;
const EVENT_LATE = 0.02;
const KILLED = 0.01;
const CLOCK_OFF = 0.05;

/** No event waits longer for a function of this cadence: maximumEventAge in serverless.yml. */
const LATEST_MS = 12 * MINUTE;
/** Lambda tries an event that failed twice more. */
const RETRIES_AFTER_MS = [0, MINUTE, 2 * MINUTE];

/** A clock in Lambda is right; here, at times, it is off by as much as this. */
export const MOST_SKEW_MS = 2 * MINUTE;

export interface World {
  config: Config;
  clouds: Clouds;
  time: Time;
  weather: Weather;
  random: Random;
  /** What CloudWatch is told, and when it takes it to be. */
  tell: (name: RefreshFunction, at: number, measurements: readonly Measurement[]) => void;
  attempted: (name: RefreshFunction, at: number, failed: boolean) => void;
}

/** What EventBridge Scheduler and Lambda make of one moment of a schedule: it may be lost, come late, or come twice. */
export async function deliver(name: RefreshFunction, world: World): Promise<void> {
  const { time, weather, random } = world;
  if (weather.isDown('scheduler') || weather.strikes(EVENT_LOST)) return;
  if (weather.strikes(EVENT_LATE)) await time.sleep(random.between(0, LATEST_MS));
  const invocations = [invoke(name, world)];
  if (weather.strikes(EVENT_DOUBLED)) {
    await time.sleep(random.between(0, 3 * MINUTE));
    invocations.push(invoke(name, world));
  }
  await Promise.all(invocations);
}

async function invoke(name: RefreshFunction, world: World): Promise<void> {
  for (const pause of RETRIES_AFTER_MS) {
    await world.time.sleep(pause);
    const at = world.time.now();
    const failed = !(await attempt(name, world));
    world.attempted(name, at, failed);
    if (!failed) return;
  }
}

/** One run of the real code in a container of its own. Resolves to whether Lambda would call it a success. */
async function attempt(name: RefreshFunction, world: World): Promise<boolean> {
  const { time, weather, random } = world;
  const skewMs = random.chance(CLOCK_OFF) ? random.between(-MOST_SKEW_MS, MOST_SKEW_MS) : 0;
  const container = { killed: false, skewMs };
  const killed = async (after: number) => {
    await time.sleep(after);
    container.killed = true;
    return false;
  };
  const ends = [run(name, world, { time, weather, random, container }), killed(RUN_TIMEOUT_MS)];
  if (weather.strikes(KILLED)) ends.push(killed(random.between(0, 3 * SECOND)));
  const succeeded = await Promise.race(ends);
  container.killed = true;
  return succeeded;
}

async function run(name: RefreshFunction, world: World, air: Air): Promise<boolean> {
  const { config, clouds, time } = world;
  const deadline = new AbortController();
  void time.sleep(RUN_TIMEOUT_MS - runReserveMs(0)).then(() => deadline.abort(new Error('the time is up')));
  const request = { force: false, dryRun: false };
  const input = { config, name, cadenceMs: config.schedule[name], request };
  const now = () => new Date(time.now() + air.container.skewMs);
  const report = await refresh(
    { ...input, signal: deadline.signal },
    {
      env: {},
      now,
      wait: (ms, signal) => time.sleep(ms, signal),
      ledger: clouds.ledger(air),
      log: () => {},
      clouds: {
        openSource: async (spec) => clouds.source(spec, air),
        openBackend: async ({ type }) => clouds.backend(serviceOf(type), air),
      },
    },
  );
  if (air.container.killed) return false;
  world.tell(name, now().getTime(), measurementsOf(report, { name, config, request }));
  return report.counts.failed === 0;
}

function serviceOf(type: string) {
  const service = SERVICES.find((each) => each === type);
  if (service === undefined) throw new Error(`no service of the simulation is a ${type}`);
  return service;
}
