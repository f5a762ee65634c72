import { cadenceOf } from '../../lib/config/schema/cadence.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import type { Random } from '../simulation/random.ts';
import type { FaultKind } from './fault.ts';
import type { Mishap } from './history.ts';
import { LEDGER_DAMAGES } from './ledger-store.ts';
import type { HostChoice, Setting } from './setting.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STORED_CADENCE_MS = 6 * HOUR;

const STORED: HostChoice = { host: 'ghcr.io', stored: true, publish: ['us', 'baseten'] };

/** Every third of these histories has a stored password, and all have one shard: their pairs aim at single runs. */
export function settingOfPairs(setting: Setting, random: Random): Setting {
  const others = setting.hosts.filter(({ host }) => host !== STORED.host);
  return { ...setting, shards: 1, hosts: random.chance(0.35) ? [STORED, ...others] : setting.hosts };
}

/** Two mishaps that do no harm alone, one shortly after the other. Chance alone rarely brings two together. */
export function pairsIn(setting: Setting, end: number, random: Random): Mishap[] {
  return [0, 1, 2].flatMap(() => random.pick(PAIRS)(aimedAt(setting, end, random), random));
}

/** A run after the first one, with the mint that it depends on. */
interface Aim {
  setting: Setting;
  name: RefreshFunction;
  slot: number;
  at: number;
  cadenceMs: number;
  mint: string;
  /** A place of the host in `setting.hosts`, and one of the aliases that it is published to. */
  host: number;
  alias: string;
  backend: string;
}

function aimedAt(setting: Setting, end: number, random: Random): Aim {
  const index = random.below(setting.hosts.length);
  const { host, google, stored, publish } = setting.hosts[index] ?? STORED;
  const name = google ? 'refreshArtifactRegistry' : stored ? 'refreshStored' : 'refreshEcr';
  const cadenceMs = name === 'refreshStored' ? STORED_CADENCE_MS : (cadenceOf(setting.cadences[name]) ?? 0);
  const slot = 1 + random.below(Math.floor(end / cadenceMs));
  const [, , , region = 'us-east-1'] = host.split('.');
  const alias = random.pick(publish);
  return {
    setting,
    name,
    slot,
    at: slot * cadenceMs,
    cadenceMs,
    mint: google ? 'mint google' : `mint ecr ${region}`,
    host: index,
    alias,
    backend: `backend ${setting.backends[alias]}`,
  };
}

type Pair = (aim: Aim, random: Random) => Mishap[];

const PAIRS: readonly Pair[] = [
  (aim, random) => [skewed(aim, random.pick([-24 * HOUR, -24 * HOUR, -HOUR])), short(aim)],
  (aim) => [skewed(aim, 24 * HOUR)],
  (aim, random) => [damaged(aim, random), short(aim)],
  (aim, random) => [damaged(aim, random), byHand(aim, aim.at + MINUTE)],
  (aim, random) => [
    during(aim, 'ledger', random.pick(['down', 'hang', 'answer lost']), -aim.cadenceMs),
    short(aim),
  ],
  (aim, random) => [
    during(aim, aim.backend, random.pick(['answer lost', 'down']), -aim.cadenceMs),
    short(aim),
  ],
  (aim, random) => [edit(aim, random, -2 * MINUTE), short(aim)],
  (aim, random) => [edit(aim, random, 3 * MINUTE), byHand(aim, aim.at + 4 * MINUTE)],
  (aim, random) => [during(aim, aim.backend, random.pick(['denied', 'down'])), short(aim)],
  (aim) => [during(aim, aim.mint, 'no date')],
  (_, random) => {
    const at = Math.round(random.between(6.2, 12) * HOUR);
    const rotate: Mishap = { what: 'rotate', at: at - MINUTE };
    return [
      ...(random.chance(0.5) ? [rotate] : []),
      { what: 'edit', at, edit: 'expires', pick: 2 * random.below(1_000) },
    ];
  },
];

/** From shortly before the run until after its retries. */
function during({ at, cadenceMs }: Aim, where: string, kind: FaultKind, laterMs = 0): Mishap {
  const from = Math.max(0, at + laterMs - MINUTE);
  return { what: 'fault', where, kind, from, until: from + Math.min(cadenceMs / 2, HOUR) };
}

const short = (aim: Aim): Mishap => during(aim, aim.mint, 'short');

const skewed = ({ name, slot }: Aim, byMs: number): Mishap => ({
  what: 'run',
  name,
  slot,
  fate: { is: 'skewed', byMs },
});

const damaged = ({ at }: Aim, random: Random): Mishap => ({
  what: 'ledger',
  at: at - 2 * MINUTE,
  how: random.pick(LEDGER_DAMAGES),
  pick: random.below(1_000_000),
});

/** Edits what the run is about: its alias, or its host. */
function edit({ setting, at, host, alias }: Aim, random: Random, laterMs: number): Mishap {
  const edit = random.pick(['move', 'rename', 'format'] as const);
  const pick = edit === 'format' ? host : Object.keys(setting.backends).indexOf(alias);
  return { what: 'edit', at: at + laterMs, edit, pick };
}

const byHand = ({ name }: Aim, at: number): Mishap => ({
  what: 'hand',
  at,
  name,
  times: 1,
  everyMs: MINUTE,
  force: false,
});
