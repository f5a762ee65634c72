import { describe, expect, test } from 'vitest';
import { hasCanary, isHalfWay, isWatched } from '../../lib/config/canary.ts';
import type { Config } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { livesOf } from '../../lib/config/lives.ts';
import { isMeasuredSingly } from '../../lib/config/measured.ts';
import { nameWithHost } from '../../lib/config/name-with-host.ts';
import { cadenceForLife, cronOf, missesSurvived, rateOf, versionsADay } from '../../lib/config/schedule.ts';
import { cadenceOf, cadenceText } from '../../lib/config/schema/cadence.ts';
import { isRefreshFunction, runReserveMs } from '../../lib/config/schema/refresh-functions.ts';
import { servedBy } from '../../lib/config/serving.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const quay = (lifetimeSeconds: number, host = 'quay.io') =>
  `  - { host: ${host}, source: { type: quay, robot: acme+puller, subjectToken: aws-web-identity, lifetimeSeconds: ${lifetimeSeconds} }, publish: [{ backend: file, name: q${lifetimeSeconds} }] }\n`;
const stored = (host: string, expires = '') =>
  `  - { host: ${host}, credentials: { username: acme, password: { from: env, id: A }${expires} }, publish: [file] }\n`;
const ecr = (account: number, publish = '[file]') =>
  `  - { host: ${account}.dkr.ecr.us-east-1.amazonaws.com, publish: ${publish} }\n`;
const config = (registries: string): Config => compile(`registries:\n${registries}`, 'registries.yml');

describe('the lives of the secrets of a function', () => {
  test('are named by their length, each once, with the mark below which a secret is in danger', () => {
    const both = config(ecr(111122223333) + ecr(111122223334));
    expect(livesOf('refreshEcr', both)).toEqual([{ name: '12 h', lifeMs: 12 * HOUR, lowMarkMs: 7.5 * HOUR }]);
    expect(livesOf('refreshStored', both)).toEqual([]);
  });

  test.each([
    [3_600, '1 h', 37.5 * MINUTE],
    [5_400, '90 min', 60 * MINUTE],
    [301, '301 s', 211_000],
  ])('%i seconds are called %s, and less than %i ms of them is danger', (seconds, name, lowMarkMs) => {
    expect(livesOf('refreshTokens', config(quay(seconds)))).toEqual([
      { name, lifeMs: seconds * 1_000, lowMarkMs },
    ]);
  });

  test('are a week for stored credentials that end, and none for those that do not', () => {
    const ends = config(stored('ghcr.io', ', expires: 2030-01-01') + stored('nvcr.example.com'));
    expect(livesOf('refreshStored', ends)).toEqual([{ name: 'stored', lowMarkMs: 7 * DAY }]);
    expect(livesOf('refreshStored', config(stored('ghcr.io')))).toEqual([]);
  });
});

test('a function serves the registries whose source is its own', () => {
  const { registries } = config(ecr(111122223333) + stored('ghcr.io'));
  expect(servedBy('refreshStored', registries).map(({ host }) => host.host)).toEqual(['ghcr.io']);
  expect(servedBy('refreshTokens', registries)).toEqual([]);
});

test('publications are measured one by one up to fifty of them', () => {
  const names = (count: number) =>
    `[${Array.from({ length: count }, (_, index) => `{ backend: file, name: n${index} }`).join(', ')}]`;
  expect(isMeasuredSingly(config(ecr(111122223333, names(50))))).toBe(true);
  expect(isMeasuredSingly(config(ecr(111122223333, names(49)) + stored('ghcr.io')))).toBe(true);
  expect(isMeasuredSingly(config(ecr(111122223333, names(51))))).toBe(false);
});

test('a name without its host is shown with it', () => {
  expect(nameWithHost({ name: 'DOCKER_REGISTRY_ghcr.io', host: 'ghcr.io' })).toBe('DOCKER_REGISTRY_ghcr.io');
  expect(nameWithHost({ name: 'login', host: 'ghcr.io' })).toBe('login (ghcr.io)');
});

describe('the canary', () => {
  test.each([
    [0, false],
    [14, false],
    [15, true],
    [44, true],
    [45, false],
    [59, false],
    [60, false],
    [75, true],
    [105, false],
  ])('%i minutes after a first run, of one an hour, is half-way: %s', (minutes, expected) => {
    expect(isHalfWay(minutes * MINUTE, HOUR)).toBe(expected);
  });

  test('looks where a registry says so', () => {
    expect([{ canary: true }, { canary: false }, {}].map(isWatched)).toEqual([true, false, false]);
    const watched = compile(`canary: true\nregistries:\n${ecr(111122223333)}`, 'registries.yml');
    expect(hasCanary('refreshEcr', watched)).toBe(true);
    expect(hasCanary('refreshStored', watched)).toBe(false);
    expect(hasCanary('refreshEcr', config(ecr(111122223333)))).toBe(false);
  });
});

describe('a cadence', () => {
  test.each([
    ['1 min', MINUTE],
    ['15min', 15 * MINUTE],
    ['9999 min', 9_999 * MINUTE],
    ['3 h', 3 * HOUR],
    ['1 d', DAY],
  ])('%s is read', (text, ms) => {
    expect(cadenceOf(text)).toBe(ms);
  });

  test.each(['', '3', 'h', '0 h', '01 h', '10000 min', '3  h', '3 s', '-3 h', ' 3 h', '3 h ', '1.5 h'])(
    '%j is none',
    (text) => expect(cadenceOf(text)).toBeUndefined(),
  );

  test.each([
    [MINUTE, '1 min'],
    [90 * MINUTE, '90 min'],
    [90 * MINUTE + 59_999, '90 min'],
    [HOUR, '1 h'],
    [2 * DAY, '48 h'],
  ])('of %i ms is written %s', (ms, text) => {
    expect(cadenceText(ms)).toBe(text);
  });

  test.each([
    [12 * HOUR, 3 * HOUR],
    [30 * HOUR, 3 * HOUR],
    [12 * HOUR - 1, 2 * HOUR],
    [HOUR, 15 * MINUTE],
    [HOUR - 1, 10 * MINUTE],
    [300_000, MINUTE],
    [240_000, MINUTE],
    [100_000, MINUTE],
    ...[1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180].map((minutes): [number, number] => [
      4 * minutes * MINUTE,
      minutes * MINUTE,
    ]),
  ])('for a life of %i ms is %i', (life, cadence) => {
    expect(cadenceForLife(life)).toBe(cadence);
  });

  test.each([
    [12 * HOUR, 3 * HOUR, 2],
    [12 * HOUR, 4 * HOUR, 1],
    [12 * HOUR, 6 * HOUR, 0],
    [12 * HOUR, 13 * HOUR, 0],
    [12 * HOUR, 3 * HOUR - 1, 3],
  ])('with a life of %i ms and a run every %i ms survives %i misses', (life, cadence, misses) => {
    expect(missesSurvived(life, cadence)).toBe(misses);
  });

  test.each([
    [3 * HOUR, 8],
    [15 * MINUTE, 96],
    [14 * MINUTE, 103],
    [2 * DAY, 1],
  ])('of %i ms writes %i versions a day', (cadence, versions) => {
    expect(versionsADay(cadence)).toBe(versions);
  });

  test.each([
    [MINUTE, 'rate(1 minute)'],
    [61 * MINUTE, 'rate(61 minutes)'],
    [2 * HOUR, 'rate(2 hours)'],
  ])('of %i ms is %s to EventBridge', (cadence, rate) => {
    expect(rateOf(cadence)).toBe(rate);
  });

  test.each([
    [15 * MINUTE, 1, 4, 'cron(0/15 * * * ? *)'],
    [15 * MINUTE, 4, 4, 'cron(11/15 * * * ? *)'],
    [MINUTE, 2, 2, 'cron(0/1 * * * ? *)'],
    [30 * MINUTE, 2, 2, 'cron(15/30 * * * ? *)'],
    [HOUR, 2, 2, 'cron(30 0/1 * * ? *)'],
    [3 * HOUR, 1, 4, 'cron(0 0/3 * * ? *)'],
    [3 * HOUR, 3, 4, 'cron(30 1/3 * * ? *)'],
    [3 * HOUR, 4, 4, 'cron(15 2/3 * * ? *)'],
    [DAY, 1, 2, 'cron(0 0 * * ? *)'],
    [DAY, 2, 2, 'cron(0 12 * * ? *)'],
    [14 * MINUTE, 1, 2, undefined],
    [59 * MINUTE, 1, 2, undefined],
    [90 * MINUTE, 1, 2, undefined],
    [5 * HOUR, 1, 2, undefined],
    [2 * DAY, 1, 2, undefined],
  ])('of %i ms starts shard %i of %i at %s', (cadence, number, of, cron) => {
    expect(cronOf(cadence, { number, of })).toBe(cron);
  });
});

test('a run keeps a millisecond for each failure that it may have to report, and five seconds', () => {
  expect([0, 1, 5_000].map(runReserveMs)).toEqual([5_000, 5_001, 10_000]);
});

test('nothing that every object has is a refresh function', () => {
  expect(['refreshEcr', 'refreshTokens', 'toString', 'status', ''].map(isRefreshFunction)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
