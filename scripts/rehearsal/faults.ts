import type { Config, Publication } from '../../lib/config/config.ts';
import { awsRolesOf } from '../../lib/config/reads.ts';
import { Failure } from '../../lib/failure.ts';
import { quote } from '../../lib/secrecy/quote.ts';
import { duration } from '../../lib/text/duration.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import {
  deny,
  type Fault,
  type FaultRule,
  garbage,
  shortLived,
  status,
  throttle,
} from '../../sandbox/faults.ts';
import { placesOfBackends } from './backends/index.ts';
import type { Place } from './backends/rehearsal.ts';

/** The faults of a rehearsal, in the form after --fault. */
export type DrillFault =
  | { kind: 'service'; place: Place; way: Way }
  | { kind: 'tokens'; lifeMs: number }
  | { kind: 'runs'; lost: number }
  | { kind: 'clock'; fastMs: number }
  | { kind: 'deleted'; publication: Publication };

const WAY = {
  down: { fault: status(503), words: 'is down' },
  throttled: { fault: throttle, words: 'throttles every request' },
  denied: { fault: deny, words: 'denies every request' },
  nonsense: { fault: garbage(), words: 'answers nonsense' },
} satisfies Record<string, { fault: Fault; words: string }>;

type Way = keyof typeof WAY;
export const WAYS = Object.keys(WAY).filter(isWay);

function isWay(text: string): text is Way {
  return Object.hasOwn(WAY, text);
}

const ECR: Place = { id: 'ecr', title: 'ECR', services: ['ecr'] };
const MINTS: Partial<Record<string, Place>> = {
  ecr: ECR,
  'ecr-public': { id: 'ecr-public', title: 'ECR Public', services: ['ecr-public'] },
  'artifact-registry': {
    id: 'google',
    title: 'Google',
    services: ['google-sts', 'google-oauth', 'iamcredentials'],
  },
};
const STS: Place = { id: 'sts', title: 'AWS STS', services: ['sts'] };
const LEDGER: Place = { id: 'ledger', title: 'the table of the ledger', services: ['dynamodb'] };
const REGISTRY: Place = { id: 'registry', title: 'every registry', services: ['registry'] };

/** The services that a registries.yml depends on. */
export function placesIn(config: Config): Place[] {
  const kinds = new Set(config.registries.map(({ host }) => host.kind));
  return [
    ...[...kinds].flatMap((kind) => MINTS[kind] ?? []),
    ...(awsRolesOf(config).size > 0 ? [STS] : []),
    ...placesOfBackends(config),
    REGISTRY,
    LEDGER,
  ];
}

/** Reads `ecr:denied`, `tokens:40min`, `runs:lost=2`, `clock:+2h` or `secret:deleted=BACKEND/NAME`. */
export function parseFault(text: string, config: Config): DrillFault {
  const [, id = '', what = ''] = /^([^:]+):(.+)$/.exec(text) ?? [];
  switch (id) {
    case 'tokens':
      return { kind: 'tokens', lifeMs: lengthIn(what, text) };
    case 'runs':
      return { kind: 'runs', lost: Number(matchOf(/^lost=(\d{1,2})$/, what, text)) };
    case 'clock': {
      const sign = matchOf(/^([+-])\d+\w+$/, what, text);
      return { kind: 'clock', fastMs: lengthIn(what.slice(1), text) * (sign === '-' ? -1 : 1) };
    }
    case 'secret':
      return {
        kind: 'deleted',
        publication: publicationCalled(matchOf(/^deleted=(.+)$/, what, text), config),
      };
    default:
      return serviceFault(id, what, text, config);
  }
}

function serviceFault(id: string, what: string, text: string, config: Config): DrillFault {
  const places = placesIn(config);
  const place = places.find((each) => each.id === id);
  if (place === undefined) {
    const ids = places.map((each) => each.id);
    throw new Failure(
      'invalid',
      `--fault ${quote(text)} names no service of this registries.yml${didYouMean(id, ids)}`,
      { hint: `services: ${ids.join(', ')}; or tokens, runs, clock, secret` },
    );
  }
  if (!isWay(what)) throw unreadable(text, `after "${id}:" write one of ${WAYS.join(', ')}`);
  return { kind: 'service', place, way: what };
}

const UNITS: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000 };

function lengthIn(words: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,4})(min|h)$/.exec(words) ?? [];
  const size = UNITS[unit];
  if (size === undefined) throw unreadable(text, 'write a length such as 40min or 2h');
  return Number(count) * size;
}

function matchOf(pattern: RegExp, what: string, text: string): string {
  const [, found] = pattern.exec(what) ?? [];
  if (found === undefined)
    throw unreadable(text, 'write runs:lost=2, clock:+2h or secret:deleted=BACKEND/NAME');
  return found;
}

function publicationCalled(place: string, { registries }: Config): Publication {
  const all = registries.flatMap(({ publish }) => publish);
  const found = all.find(({ backend, name }) => `${backend}/${name}` === place);
  if (found !== undefined) return found;
  const names = all.map(({ backend, name }) => `${backend}/${name}`);
  throw new Failure(
    'invalid',
    `registries.yml publishes nothing as ${quote(place)}${didYouMean(place, names)}`,
    { hint: `it publishes ${names.slice(0, 5).join(', ')}` },
  );
}

function unreadable(text: string, hint: string): Failure {
  return new Failure('invalid', `--fault ${quote(text)} cannot be read`, { hint });
}

/** The rules that make a service of the sandbox fail. Empty for other faults. */
export function rulesFor(fault: DrillFault): FaultRule[] {
  switch (fault.kind) {
    case 'service':
      return fault.place.services.map((service) => ({
        service,
        times: Infinity,
        fault: WAY[fault.way].fault,
      }));
    case 'tokens':
      return Object.values(MINTS).flatMap((place) =>
        (place?.services ?? []).map((service) => ({
          service,
          times: Infinity,
          fault: shortLived(fault.lifeMs),
        })),
      );
    default:
      return [];
  }
}

/** A fault as a sentence without its full stop. */
export function faultWords(fault: DrillFault): string {
  switch (fault.kind) {
    case 'service':
      return `${fault.place.title} ${WAY[fault.way].words}`;
    case 'tokens':
      return `every new token lives ${duration(fault.lifeMs)}`;
    case 'runs':
      return fault.lost === 1 ? 'the next run is lost' : `the next ${fault.lost} runs are lost`;
    case 'clock':
      return `the clock of the functions is ${duration(Math.abs(fault.fastMs))} ${fault.fastMs < 0 ? 'slow' : 'fast'}`;
    case 'deleted':
      return `${fault.publication.name} is deleted from ${fault.publication.backend}`;
  }
}
