import type { Config, Publication, Registry } from '../../lib/config/config.ts';
import { lifeFor } from '../../lib/config/lives.ts';
import { missesSurvived } from '../../lib/config/schedule.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { servedBy } from '../../lib/config/serving.ts';
import { AlarmWatch } from './alarm-watch.ts';
import { Clouds } from './clouds.ts';
import { deliver, MOST_SKEW_MS, type World } from './platform.ts';
import { Random } from './random.ts';
import { VirtualTime } from './virtual-time.ts';
import { Watch } from './watch.ts';
import { Weather } from './weather.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-01-01T00:00:00Z');

export interface Plan {
  config: Config;
  days: number;
  seed: number;
  longestOutageMs: number;
  /** After as many missed runs in a row as the schedule promises to survive, the clouds let the next one through. */
  spares: boolean;
}

/** A publication, what it lives by, and what became of it. */
export interface Watched {
  name: RefreshFunction;
  publication: Publication;
  life: string;
  survives: number;
  watch: Watch;
}

export interface Simulated {
  runs: Map<RefreshFunction, number>;
  watched: Watched[];
  alarms: AlarmWatch;
  from: number;
  until: number;
}

/** Lets the functions of a config run on their schedules, for days that pass in seconds. */
export async function simulate({ config, days, seed, longestOutageMs, spares }: Plan): Promise<Simulated> {
  const time = new VirtualTime(START);
  const random = new Random(seed);
  const weather = new Weather(random, time, longestOutageMs);
  const alarms = new AlarmWatch(config);
  const watched = REFRESH_FUNCTION_NAMES.flatMap((name) =>
    servedBy(name, config.registries).flatMap((registry) => watchesOf(name, registry, config)),
  );
  const watchOf = new Map(
    watched.map(({ publication: { to, name }, watch }) => [`${to.type} ${name}`, watch]),
  );
  const until = START + days * DAY;
  const simulated = {
    runs: new Map<RefreshFunction, number>(),
    watched,
    alarms,
    from: START,
    until,
  };
  const world: World = {
    config,
    clouds: new Clouds((service, { name }, token) => {
      if (token === undefined) throw new Error(`what was published as ${name} was never minted`);
      watchOf.get(`${service} ${name}`)?.see(token, time.now());
    }),
    time,
    weather,
    random,
    tell: (...told) => alarms.tell(...told),
    attempted: (...told) => alarms.attempted(...told),
  };

  for (const name of new Set(watched.map((each) => each.name))) void keepSchedule(name);
  weather.clear(START, START + 10 * MINUTE);
  await time.runUntil(until);
  for (const { watch } of watched) watch.finish(until);
  return simulated;

  async function keepSchedule(name: RefreshFunction): Promise<void> {
    const cadenceMs = config.schedule[name];
    const own = watched.filter((each) => each.name === name);
    const graceMs = Math.min(...own.map(({ watch }) => watch.rhythm.graceMs));
    for (let slot = START; ; slot += cadenceMs) {
      simulated.runs.set(name, (simulated.runs.get(name) ?? 0) + 1);
      void deliver(name, world);
      await time.sleep(graceMs);
      for (const { watch } of own) watch.judgeRun(slot);
      const isLastStraw = own.some(({ watch, survives }) => watch.missedInARow >= survives);
      if (spares && isLastStraw) weather.clear(slot + cadenceMs, slot + cadenceMs + graceMs);
      await time.sleep(cadenceMs - graceMs);
    }
  }
}

function watchesOf(name: RefreshFunction, registry: Registry, config: Config): Watched[] {
  const life = lifeFor(registry, config);
  if (life?.lifeMs === undefined) return [];
  const { lifeMs } = life;
  const cadenceMs = config.schedule[name];
  const survives = missesSurvived(lifeMs, cadenceMs);
  const spareMs = Math.min(cadenceMs / 2, lifeMs - (survives + 1) * cadenceMs);
  const graceMs = spareMs - 2 * MOST_SKEW_MS;
  return registry.publish.map((publication) => ({
    name,
    publication,
    life: life.name,
    survives,
    watch: new Watch({ cadenceMs, lifeMs, spareMs, graceMs }),
  }));
}
