import { canaryCadence, hasCanary } from '../../lib/config/canary.ts';
import type { Config } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { servedBy } from '../../lib/config/serving.ts';
import { Random } from '../simulation/random.ts';
import { VirtualTime } from '../simulation/virtual-time.ts';
import { attempt } from './attempt.ts';
import type { Broken } from './broken.ts';
import { Clouds } from './clouds.ts';
import { edited } from './edit.ts';
import { placeOf } from './fault.ts';
import type { Fate, History, Mishap } from './history.ts';
import { Judge } from './judge.ts';
import type { Order } from './part.ts';
import { registriesOf } from './setting.ts';
import { passwordIn } from './token.ts';
import { START, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Lambda tries an event that failed twice more. */
const RETRIES_AFTER_MS = [0, MINUTE, 2 * MINUTE];

/** Long enough for two runs of every schedule of these histories. */
const CALM_MS = 13 * HOUR;

/** Lives through a history and returns every law that was broken in it. */
export async function live(history: History): Promise<Broken[]> {
  const { setting, mishaps, calmFrom, seed } = history;
  const time = new VirtualTime(START);
  const random = new Random(seed);
  const clouds = new Clouds(
    random,
    (written) => judge.wrote(written),
    (place) => judge.refusedVersion(place),
  );
  const configOf = compiler();
  const judge = new Judge(() => world);
  const world: World = {
    config: configOf(registriesOf(setting)),
    shards: setting.shards,
    time,
    random,
    clouds,
    calmFrom: START + calmFrom,
  };
  let current = setting;

  for (const mishap of mishaps) {
    if (mishap.what === 'fault')
      clouds.faults.push({ ...mishap, from: START + mishap.from, until: START + mishap.until });
    else if (mishap.what !== 'run') void happen(mishap);
  }
  void keepBackups();
  const shards = Array.from({ length: setting.shards }, (_, index) => `${index + 1}/${setting.shards}`);
  for (const name of REFRESH_FUNCTION_NAMES) {
    for (const [index, shard] of shards.entries()) {
      const order = shards.length === 1 ? {} : { shard };
      const offsetMs =
        REFRESH_FUNCTION_NAMES.indexOf(name) * 2 * MINUTE +
        (index * world.config.schedule[name]) / shards.length;
      void keepSchedule(name, order, offsetMs);
      void keepCanary(name, order, offsetMs + 11 * MINUTE);
    }
  }
  await time.runUntil(START + calmFrom + CALM_MS);
  judge.finish();
  return judge.broken;

  async function happen(mishap: Exclude<Mishap, { what: 'fault' | 'run' }>): Promise<void> {
    await time.sleep(mishap.at);
    switch (mishap.what) {
      case 'edit':
        current = edited(current, mishap.edit, mishap.pick);
        world.config = configOf(registriesOf(current));
        return;
      case 'tamper':
        tamper(mishap, world, judge);
        return;
      case 'rotate':
        for (const { host } of current.hosts.filter(({ stored }) => stored)) clouds.rotate(host, time.now());
        return;
      case 'hand':
        await runByHand(mishap);
        return;
      case 'ledger':
        judge.ledgerDamaged();
        damage(mishap.how, new Random(mishap.pick), world);
        return;
    }
  }

  async function keepBackups(): Promise<void> {
    for (;;) {
      await time.sleep(3 * HOUR);
      clouds.ledgers.backUp();
    }
  }

  async function runByHand({
    name,
    times,
    everyMs,
    force,
    host,
  }: Extract<Mishap, { what: 'hand' }>): Promise<void> {
    for (let count = 0; count < times && time.now() < world.calmFrom; count++) {
      const hosts = servedBy(name, world.config.registries).map((registry) => registry.host.host);
      const registries =
        host === undefined ? undefined : hosts.filter((_, index) => index === host % hosts.length);
      const order = { ...(force && { force }), ...(registries && { registries }) };
      if (hosts.length > 0)
        void attempt({ name, order, options: { skewMs: 0, killAt: undefined } }, world, judge);
      await time.sleep(everyMs);
    }
  }

  async function keepCanary(name: RefreshFunction, order: Order, offsetMs: number): Promise<void> {
    await time.sleep(offsetMs);
    for (;;) {
      if (hasCanary(name, world.config)) void deliver(name, { ...order, canary: true }, [], world, judge);
      await time.sleep(canaryCadence(world.config.schedule[name]));
    }
  }

  /** Schedules do not begin together. */
  async function keepSchedule(name: RefreshFunction, order: Order, offsetMs: number): Promise<void> {
    await time.sleep(offsetMs);
    for (let slot = 0; ; slot++) {
      const isCalm = time.now() >= world.calmFrom;
      const fates = isCalm
        ? []
        : mishaps.flatMap((each) =>
            each.what === 'run' && each.name === name && each.slot === slot ? each.fate : [],
          );
      if (servedBy(name, world.config.registries).length > 0) void deliver(name, order, fates, world, judge);
      await time.sleep(world.config.schedule[name]);
    }
  }
}

/** Histories repeat a few configs, and compiling takes longer than a run. */
function compiler(): (yaml: string) => Config {
  const known = new Map<string, Config>();
  return (yaml) => {
    const config = known.get(yaml) ?? compile(yaml, 'registries.yml');
    known.set(yaml, config);
    return config;
  };
}

async function deliver(
  name: RefreshFunction,
  order: Order,
  fates: readonly Fate[],
  world: World,
  judge: Judge,
): Promise<void> {
  const scheduledAt = world.time.now();
  if (fates.some(({ is }) => is === 'lost')) return;
  const of = <Is extends Fate['is']>(is: Is) =>
    fates.find((each): each is Extract<Fate, { is: Is }> => each.is === is);
  await world.time.sleep(of('late')?.byMs ?? 0);
  const twin = of('twin');
  const invocations = [invoke(of('killed')?.atStep)];
  if (twin !== undefined) {
    await world.time.sleep(twin.afterMs);
    invocations.push(invoke());
  }
  await Promise.all(invocations);

  async function invoke(killAt?: number): Promise<void> {
    for (const [index, pause] of RETRIES_AFTER_MS.entries()) {
      await world.time.sleep(pause);
      const options = { skewMs: of('skewed')?.byMs ?? 0, killAt: index === 0 ? killAt : undefined };
      if (await attempt({ name, order: { ...order, scheduledAt }, options }, world, judge)) return;
    }
  }
}

function tamper(
  { how, pick }: Extract<Mishap, { what: 'tamper' }>,
  { config, clouds, time }: World,
  judge: Judge,
): void {
  const publications = config.registries.flatMap(({ publish }) => publish);
  const publication = publications[pick % publications.length];
  if (publication === undefined) return;
  const place = placeOf(publication);
  const stored = clouds.stored(place);
  if (stored === undefined) return;
  if (how === 'revoked') {
    const token = clouds.token(passwordIn(stored, publication));
    if (token === undefined || token.scope.startsWith('stored')) return; // nobody mints another password
    token.revokedAt = time.now();
    judge.revoked(token);
    return;
  }
  judge.tampered(place);
  clouds.tamper(place, how === 'deleted' ? undefined : 'somebody else was here');
}

function damage(
  how: Extract<Mishap, { what: 'ledger' }>['how'],
  random: Random,
  { clouds, time }: World,
): void {
  switch (how) {
    case 'lost':
      clouds.ledgers.lose();
      return;
    case 'row lost':
      clouds.ledgers.loseRow(random);
      return;
    case 'row damaged':
      clouds.ledgers.damageRow(random, time.now());
      return;
    case 'moment damaged':
      clouds.ledgers.damageMoment(random, time.now());
      return;
    case 'date damaged':
      clouds.ledgers.damageDate(random, time.now());
      return;
    case 'restored':
      clouds.ledgers.restore();
      return;
  }
}
