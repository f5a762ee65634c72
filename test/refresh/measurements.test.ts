import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { measurementsOf } from '../../lib/refresh/measurements.ts';
import { type MintOutcome, type Outcome, type Report, reportOf } from '../../lib/refresh/report.ts';
import type { Measurement } from '../../lib/telemetry/measurement.ts';
import { hang } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';
import { at, HOUR, MINUTE, NOW } from '../status/entries.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const PUBLIC = 'public.ecr.aws';

const TWO_SOURCES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - { host: ${ECR}, publish: [aws, file] }
  - { host: ${PUBLIC}, publish: [file] }
`;

/** What was measured with exactly these dimensions. */
const of = (measured: readonly Measurement[], dimensions: Record<string, string>) =>
  measured.filter((each) => isSame(each.dimensions, dimensions)).map(({ values }) => values);

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return (
    Object.keys(a).length === Object.keys(b).length &&
    Object.entries(a).every(([name, value]) => b[name] === value)
  );
}

const TOTAL = { function: 'refreshEcr' };
const LIFE = { function: 'refreshEcr', life: '12 h' };
const secretOf = (host: string, backend = 'file') => ({ backend, secret: `DOCKER_REGISTRY_${host}` });

/** A secret that was published now and lives 12 hours. */
const outcome = (host: string, more: Partial<Outcome> = {}): Outcome => ({
  host,
  backend: 'file',
  name: `DOCKER_REGISTRY_${host}`,
  format: 'docker-auth',
  outcome: 'published',
  publishedAt: at(0),
  expiresAt: at(12 * HOUR),
  ...more,
});
const failed = (host: string, more: Partial<Outcome> = {}) =>
  outcome(host, { outcome: 'failed', kind: 'unavailable', ...more });
const unpublished = ({ publishedAt: _, expiresAt: __, ...rest }: Outcome): Outcome => rest;

const CONFIG = compile(TWO_SOURCES, 'registries.yml');
const REQUEST = { force: false, dryRun: false };
type Run = Parameters<typeof measurementsOf>[1];

function measure(
  publications: Outcome[],
  { mints, unreadable = 0, ...run }: Partial<Run> & { mints?: MintOutcome[]; unreadable?: number } = {},
): Measurement[] {
  const report: Report = { ...reportOf(publications, NOW, NOW, false, mints), unreadable };
  return measurementsOf(report, { name: 'refreshEcr', config: CONFIG, request: REQUEST, ...run });
}

describe('the totals of a run', () => {
  test('count what was published, and that it succeeded', () => {
    expect(of(measure([outcome(ECR), outcome(PUBLIC), outcome(ECR, { outcome: 'fresh' })]), TOTAL)).toEqual([
      { Published: 2, Failed: 0, Succeeded: 1, UnreadableEntries: 0, Dying: 0 },
    ]);
  });

  test('count what failed, by reason too', () => {
    const measured = measure([failed(ECR), failed(ECR), failed(PUBLIC, { kind: 'denied' })], {
      unreadable: 2,
    });
    expect(of(measured, TOTAL)).toEqual([
      { Published: 0, Failed: 3, Succeeded: 0, UnreadableEntries: 2, Dying: 0 },
    ]);
    expect(of(measured, { ...TOTAL, reason: 'unavailable' })).toEqual([{ Failed: 2 }]);
    expect(of(measured, { ...TOTAL, reason: 'denied' })).toEqual([{ Failed: 1 }]);
  });

  test('count new failures in scheduled runs alone, and dying secrets in all', () => {
    const since = new Date(NOW.getTime() - 3 * MINUTE).toISOString();
    const failing = failed(ECR, { expiresAt: at(HOUR), failedBefore: { since, last: at(-5 * HOUR) } });
    const scheduled = { ...REQUEST, scheduledAt: NOW };
    expect(of(measure([failing, outcome(PUBLIC)], { request: scheduled }), TOTAL)).toMatchObject([
      { NewlyFailing: 1, Dying: 1 },
    ]);
    const [byHand] = of(measure([failing, outcome(PUBLIC)]), TOTAL);
    expect(byHand).toMatchObject({ Dying: 1 });
    expect(byHand).not.toHaveProperty('NewlyFailing');
  });

  test('of some hosts do not speak for the others', () => {
    const measured = measure([outcome(PUBLIC)], { request: { ...REQUEST, registries: [PUBLIC] } });
    expect(of(measured, TOTAL)).toEqual([{ Published: 1, Failed: 0, Dying: 0 }]);
    expect(of(measured, LIFE)).toEqual([]);
    expect(of(measured, secretOf(PUBLIC))).toEqual([{ SecondsToLive: 12 * 3_600, Published: 1 }]);
  });

  test('of a canary count early deaths, and are no complete run', () => {
    const dead = ['died-early', 'dead', 'died-early', 'alive', 'alive'] as const;
    const measured = measure(
      dead.map((canary) => outcome(ECR, { canary, outcome: 'fresh' })),
      { request: { ...REQUEST, canary: true } },
    );
    expect(of(measured, TOTAL)).toEqual([
      { Published: 0, Failed: 0, Dying: 0, NewlyFailing: 0 },
      { DiedEarly: 2 },
    ]);
    expect(of(measured, LIFE)).toEqual([]);
  });

  test('of a shard are measured for the function and for the shard', () => {
    const request = { ...REQUEST, shard: { number: 2, of: 3 } };
    const measured = measure([outcome(ECR)], { request });
    expect(of(measured, { ...TOTAL, shard: '2/3' })).toEqual(of(measured, TOTAL));
    expect(of(measured, { ...LIFE, shard: '2/3' })).toEqual([{ SecondsToLive: 12 * 3_600 }]);
  });

  test('are none for a dry run, and for a function without registries', () => {
    const report = { ...reportOf([outcome(ECR, { outcome: 'planned' })], NOW, NOW, true) };
    expect(measurementsOf(report, { name: 'refreshEcr', config: CONFIG, request: REQUEST })).toEqual([]);
    expect(measure([], { name: 'refreshStored' })).toEqual([]);
  });
});

describe('the life of a secret', () => {
  const soon = (ms: number) => outcome(ECR, { backend: 'aws', outcome: 'fresh', expiresAt: at(ms) });

  test('is measured for each, and for the one that dies first', () => {
    const measured = measure([outcome(PUBLIC), soon(11 * HOUR + 400), outcome(ECR)]);
    expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 11 * 3_600 }]);
    expect(of(measured, secretOf(ECR, 'aws'))).toEqual([{ SecondsToLive: 11 * 3_600 }]);
    expect(of(measured, secretOf(PUBLIC))).toEqual([{ SecondsToLive: 12 * 3_600, Published: 1 }]);
  });

  test('is that of the stored secret where a run failed', () => {
    const measured = measure([failed(ECR, { expiresAt: at(9 * HOUR) })]);
    expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 9 * 3_600 }]);
    expect(of(measured, secretOf(ECR))).toEqual([{ SecondsToLive: 9 * 3_600 }]);
    expect(of(measured, { ...secretOf(ECR), reason: 'unavailable' })).toEqual([{ Failed: 1 }]);
  });

  test('is 0 where nothing has ever been published, and where the secret has died', () => {
    expect(of(measure([outcome(PUBLIC), unpublished(failed(ECR))]), LIFE)).toEqual([{ SecondsToLive: 0 }]);
    expect(of(measure([failed(ECR, { expiresAt: at(-HOUR) })]), LIFE)).toEqual([{ SecondsToLive: 0 }]);
  });

  test('is not measured where nobody knows it', () => {
    const { expiresAt: _, ...endless } = outcome(ECR, { outcome: 'fresh' });
    const broken = outcome(ECR, { outcome: 'fresh', expiresAt: 'soon' });
    for (const each of [endless, broken]) {
      const measured = measure([each]);
      expect(of(measured, LIFE)).toEqual([]);
      expect(of(measured, secretOf(ECR))).toEqual([]);
    }
  });

  test('is not measured for a stored credential without an end', () => {
    const config = compile(
      'registries: [{ host: ghcr.io, credentials: { username: a, password: { from: env, id: A } }, publish: [file] }]',
      'registries.yml',
    );
    const measured = measure([unpublished(failed('ghcr.io'))], { config, name: 'refreshStored' });
    expect(measured.filter(({ values }) => 'SecondsToLive' in values)).toEqual([]);
  });
});

test('each source has its mints and its failed mints', () => {
  const measured = measure([], {
    mints: [
      { source: 'ecr us-east-1', outcome: 'minted' },
      { source: 'ecr-public', outcome: 'failed', kind: 'denied' },
    ],
  });
  expect(of(measured, { ...TOTAL, source: 'ecr us-east-1' })).toEqual([{ Minted: 1 }]);
  expect(of(measured, { ...TOTAL, source: 'ecr-public' })).toEqual([{ MintFailed: 1 }]);
});

test('of many publications there are totals, and nothing that is paid for each', () => {
  const names = Array.from({ length: 51 }, (_, index) => `{ backend: file, name: pull-${index} }`);
  const config = compile(`registries: [{ host: ${ECR}, publish: [${names.join(', ')}] }]`, 'registries.yml');
  const publications = names.map((_, index) => outcome(ECR, { name: `pull-${index}` }));
  const mints: MintOutcome[] = [{ source: 'ecr us-east-1', outcome: 'minted' }];
  const measured = measure(publications, { config, mints });
  expect(measured.map(({ dimensions }) => Object.keys(dimensions).join())).toEqual([
    'function',
    'function,life',
  ]);
  expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 12 * 3_600 }]);
});

describe('a run', () => {
  test('is measured as it ends, by its own clock', async () => {
    const { measured, report } = await rehearse(TWO_SOURCES);
    await report();

    expect(of(measured, TOTAL)).toEqual([
      { Published: 3, Failed: 0, Succeeded: 1, UnreadableEntries: 0, Dying: 0 },
    ]);
    expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 12 * 3_600 }]);
    expect(of(measured, { ...TOTAL, source: 'ecr us-east-1' })).toEqual([{ Minted: 1 }]);
  });

  test('is measured when its time is up', async () => {
    const { measured, report, sandbox } = await rehearse(TWO_SOURCES);
    sandbox.faults.add({ service: 'ecr-public', fault: hang });
    await report({}, 6_000);

    expect(of(measured, TOTAL)).toEqual([
      { Published: 2, Failed: 1, Succeeded: 0, UnreadableEntries: 0, Dying: 0 },
    ]);
  });

  test('has its report, whatever hinders the figures', async () => {
    const { log, machine, report } = await rehearse(TWO_SOURCES);
    machine.measure = async () => {
      throw new Error('no space left');
    };

    expect((await report()).counts.published).toBe(3);
    expect(log.at(-1)).toMatchObject({ level: 'error', reason: 'no space left' });
  });
});
