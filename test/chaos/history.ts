import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { Random } from '../simulation/random.ts';
import type { Edit } from './edit.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { LedgerDamage } from './ledger-store.ts';
import { pairsIn, settingOfPairs } from './pairs.ts';
import { ecrHost, type HostChoice, REGIONS, type Setting, settingFrom } from './setting.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What becomes of one run of a schedule. */
export type Fate =
  | { is: 'lost' }
  | { is: 'late'; byMs: number }
  | { is: 'twin'; afterMs: number }
  | { is: 'killed'; atStep: number }
  | { is: 'skewed'; byMs: number };

/** One thing that goes wrong, or is done, in a history. Times are milliseconds since its beginning. */
export type Mishap =
  | ({ what: 'fault' } & Fault)
  | { what: 'run'; name: RefreshFunction; slot: number; fate: Fate }
  | { what: 'edit'; at: number; edit: Edit; pick: number }
  | { what: 'tamper'; at: number; how: 'overwritten' | 'deleted' | 'revoked'; pick: number }
  | {
      what: 'ledger';
      at: number;
      how: LedgerDamage;
      pick: number;
    }
  | {
      what: 'hand';
      at: number;
      name: RefreshFunction;
      times: number;
      everyMs: number;
      force: boolean;
      host?: number;
    }
  | { what: 'rotate'; at: number };

/** All that makes a history what it is: the same history is the same to the last call. */
export interface History {
  seed: number;
  setting: Setting;
  /** From here on nothing goes wrong any more. */
  calmFrom: number;
  mishaps: readonly Mishap[];
}

export function historyOf(seed: number): History {
  if (kindOf(seed) === 'huge') return hugeHistory(seed);
  const random = new Random(seed * 7_919 + 13);
  const kind = kindOf(seed);
  const isLarge = kind === 'large';
  const isDay = kind === 'day';
  if (kind === 'pairs') return historyOfPairs(seed, random);
  const size = isLarge ? 30 + random.below(50) : 1 + random.below(isDay ? 1 : 4);
  const setting = isDay ? withGoogleInAws(settingFrom(random, size), random) : settingFrom(random, size);
  const calmFrom = (isLarge ? 7 : isDay ? 26 : 13) * HOUR;
  const history = {
    seed,
    setting,
    calmFrom,
    mishaps: mishapsFor(setting, calmFrom, { random, isLarge, isDay }),
  };
  return isDay && seed % 16 === 14 ? withCanary(history, random) : history;
}

/** The canary renews a token that was revoked, while runs by hand use up the versions of the day. */
function withCanary({ setting, ...history }: History, random: Random): History {
  const at = Math.round(random.between(6, 22) * HOUR);
  const pick = random.below(1_000_000);
  return {
    ...history,
    setting: { ...setting, canary: true },
    mishaps: [oftenByHand(random), { what: 'tamper', at, how: 'revoked', pick }],
  };
}

const oftenByHand = (random: Random): Mishap => ({
  what: 'hand',
  at: 0,
  name: 'refreshArtifactRegistry',
  times: 400,
  everyMs: Math.round(random.between(5 * MINUTE, 20 * MINUTE)),
  force: false,
});

/** Most are small. Starving needs many publications, and a day's limit of versions needs a day of failures. */
const KINDS = ['any', 'any', 'large', 'any', 'any', 'any', 'day', 'pairs'] as const;

export function kindOf(seed: number): (typeof KINDS)[number] | 'huge' {
  return seed % 40 === 0 ? 'huge' : (KINDS[seed % KINDS.length] ?? 'any');
}

function historyOfPairs(seed: number, random: Random): History {
  const setting = settingOfPairs(settingFrom(random, 1 + random.below(2)), random);
  const calmFrom = 13 * HOUR;
  return { seed, setting, calmFrom, mishaps: pairsIn(setting, calmFrom, random) };
}

/** So many publications that a place or a region that hangs starves the others, if they share anything with it. */
function hugeHistory(seed: number): History {
  const random = new Random(seed);
  const hosts = Array.from({ length: 240 }, (_, index) => {
    const host = ecrHost(random, index);
    return { ...host, role: host.host.slice(0, 12), publish: ['us', 'eu'] };
  });
  const until = 4 * HOUR;
  return {
    seed,
    setting: { ...settingFrom(random, 1), hosts, shards: 1, canary: false },
    calmFrom: until,
    mishaps: hangingOf(seed, hosts).map((where) => ({ what: 'fault', where, kind: 'hang', from: 0, until })),
  };
}

function hangingOf(seed: number, hosts: readonly HostChoice[]): string[] {
  switch ((seed / 40) % 4) {
    case 0: // More secrets than one lane writes at once: they must not come first again.
      return hosts.slice(-10).map(({ host }) => `backend aws|us-east-1 DOCKER_REGISTRY_${host}`);
    case 1:
      return ['mint ecr us-east-1'];
    case 2:
      return ['backend aws|us-east-1'];
    default: // More mints than starting places, for longer than a run lasts.
      return ['mint ecr us-east-1', 'mint ecr eu-west-1'];
  }
}

interface Kind {
  random: Random;
  isLarge: boolean;
  isDay: boolean;
}

/** What lives an hour, in a place that takes so many versions a day. */
function withGoogleInAws(setting: Setting, random: Random): Setting {
  const host = { host: 'us-docker.pkg.dev', google: 'hour' as const, publish: ['us', 'eu'] };
  const others = setting.hosts.filter((each) => each.host !== host.host);
  return { ...setting, hosts: [host, ...(random.chance(0.3) ? others : [])] };
}

function mishapsFor(setting: Setting, end: number, { random, isLarge, isDay }: Kind): Mishap[] {
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random.below(most + 1) }, make);
  const at = () => Math.round(random.between(0, end));
  const pick = () => random.below(1_000_000);
  return [
    ...some(isLarge || isDay ? 2 : 6, () => ({ what: 'fault' as const, ...faultIn(setting, end, random) })),
    ...(isDay ? longTrouble(setting, end, random) : []),
    ...(isLarge
      ? [
          {
            what: 'fault' as const,
            where: hanging(setting, random),
            kind: 'hang' as const,
            from: 0,
            until: end,
          },
        ]
      : []),
    ...some(isLarge ? 2 : 8, () => ({ what: 'run' as const, ...fateIn(setting, random) })),
    ...some(2, () => ({ what: 'edit' as const, at: at(), edit: random.pick(EDITS), pick: pick() })),
    ...some(2, () => ({
      what: 'tamper' as const,
      at: at(),
      how: random.pick(['overwritten', 'deleted', 'revoked'] as const),
      pick: pick(),
    })),
    ...some(isDay ? 1 : 3, () => ({
      what: 'ledger' as const,
      at: at(),
      how: random.pick(['lost', 'row lost', 'row damaged', 'moment damaged', 'restored'] as const),
      pick: pick(),
    })),
    ...some(1, () => ({ what: 'hand' as const, at: at(), ...handIn(setting, random) })),
    ...(random.chance(0.3) ? [{ what: 'rotate' as const, at: at() }] : []),
  ];
}

const EDITS: readonly Edit[] = ['move', 'rename', 'format', 'add', 'remove', 'cadence', 'expires'];

function nameIn({ hosts }: Setting, random: Random): RefreshFunction {
  const { google, stored } = random.pick(hosts);
  return google ? 'refreshArtifactRegistry' : stored ? 'refreshStored' : 'refreshEcr';
}

/** Somebody runs a function by hand, some tries in a row. */
function handIn(setting: Setting, random: Random) {
  return {
    name: nameIn(setting, random),
    times: 1 + random.below(3),
    everyMs: Math.round(random.between(20 * SECOND, 30 * MINUTE)),
    force: random.chance(0.4),
    ...(random.chance(0.4) && { host: random.below(1_000) }),
  };
}

/** What goes on for most of a day: a place is locked, a mint hangs, or somebody's own cron runs a function as well. */
function longTrouble({ backends }: Setting, end: number, random: Random): Mishap[] {
  const from = Math.round(random.between(0, 5 * HOUR));
  const fault = (where: string, kind: FaultKind, hours: number): Mishap => {
    return { what: 'fault', where, kind, from, until: Math.min(end, from + hours * HOUR) };
  };
  const byHand = oftenByHand(random);
  return random.pick<Mishap[]>([
    [fault(`backend ${backends.eu}`, 'denied', 24)],
    [fault('mint google', 'hang', random.between(5, 20))],
    [byHand],
  ]);
}

const anyBackend = ({ backends }: Setting, random: Random) =>
  `backend ${random.pick(Object.values(backends))}`;

/** What starves the others of many publications, if anything does. */
const hanging = (setting: Setting, random: Random) =>
  random.pick([
    anyBackend(setting, random),
    anyBackend(setting, random),
    `mint ecr ${random.pick(REGIONS)}`,
    `mint ecr ${random.pick(REGIONS)}`,
    'registry',
    'ledger',
  ]);

const MINT_FAULTS: readonly FaultKind[] = [
  'hang',
  'down',
  'denied',
  'throttled',
  'short',
  'short',
  'short',
  'no date',
  'void',
];
const WRITE_FAULTS: readonly FaultKind[] = [
  'hang',
  'down',
  'slow',
  'denied',
  'throttled',
  'answer lost',
  'echo',
  'echo',
];
const REGISTRY_FAULTS: readonly FaultKind[] = ['hang', 'down', 'slow'];
const LEDGER_FAULTS: readonly FaultKind[] = ['hang', 'down', 'slow', 'throttled', 'answer lost'];

function faultIn(setting: Setting, end: number, random: Random): Fault {
  const from = Math.round(random.between(0, end));
  const span = {
    from,
    until: Math.min(end, from + Math.round(random.anywhereBetween(5 * MINUTE, 8 * HOUR))),
  };
  const { host, role, google } = random.pick(setting.hosts);
  switch (random.below(4)) {
    case 0: {
      const [, , , region = 'us-east-1'] = host.split('.');
      const mints = role === undefined ? [`mint ecr ${region}`] : [`mint ecr ${region}`, `mint by ${role}`];
      const where =
        google === undefined
          ? random.pick(mints)
          : random.pick(['mint google', `mint as puller-${google}@acme-models.iam.gserviceaccount.com`]);
      return { where, kind: random.pick(MINT_FAULTS), ...span };
    }
    case 1:
      return { where: anyBackend(setting, random), kind: random.pick(WRITE_FAULTS), ...span };
    case 2:
      return {
        where: random.pick(['registry', `registry ${host}`]),
        kind: random.pick(REGISTRY_FAULTS),
        ...span,
      };
    default:
      return { where: 'ledger', kind: random.pick(LEDGER_FAULTS), ...span };
  }
}

function fateIn({ hosts }: Setting, random: Random): { name: RefreshFunction; slot: number; fate: Fate } {
  const isGoogle = hosts.some(({ google }) => google) && random.chance(0.6);
  return {
    name: isGoogle ? 'refreshArtifactRegistry' : 'refreshEcr',
    slot: random.below(isGoogle ? 40 : 5),
    fate: fate(random),
  };
}

function fate(random: Random): Fate {
  switch (random.below(6)) {
    case 0:
      return { is: 'lost' };
    case 1:
      return { is: 'late', byMs: Math.round(random.anywhereBetween(MINUTE, 58 * MINUTE)) };
    case 2:
      return { is: 'twin', afterMs: Math.round(random.between(0, 3 * MINUTE)) };
    case 3:
      return {
        is: 'skewed',
        byMs: random.pick([-24 * HOUR, -HOUR, -2 * MINUTE, 90 * SECOND, HOUR, 24 * HOUR]),
      };
    default:
      return { is: 'killed', atStep: 1 + Math.floor(random.anywhereBetween(1, 120)) };
  }
}
