import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../lib/config/file/compile.ts';
import { alarmName } from '../../../lib/deployment/alarms/alarm.ts';
import { alarmsFor } from '../../../lib/deployment/alarms/alarms.ts';
import { alarmResources } from '../../../lib/deployment/alarms/resources.ts';
import { ruleOf } from '../../../sandbox/aws/cloudwatch/alarm-rule.ts';
import { alarmChanges } from '../../../sandbox/aws/cloudwatch/alarm-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DEPLOYED = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };

const ECR = '{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com }';
const GOOGLE = '{ host: us-docker.pkg.dev, identity: gar }';
const LASTING = '{ host: europe-docker.pkg.dev, identity: lasting }';
const STORED = '{ host: ghcr.io, credentials: { username: acme, password: { from: env, id: GHCR } } }';
const ENDING =
  '{ host: quay.io, credentials: { username: acme, password: { from: env, id: QUAY }, expires: 2027-03-01 } }';

function config(registries: readonly string[], schedule = '') {
  const provider = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
  const identity = (rest: string) =>
    `{ type: google-workload-identity, provider: ${provider}, serviceAccount: puller@my-project.iam.gserviceaccount.com${rest} }`;
  return compile(
    [
      `schedule: { ${schedule} }`,
      `identities: { gar: ${identity('')}, lasting: ${identity(', lifetimeSeconds: 43200')} }`,
      'registries:',
      ...registries.map((each) => `  - ${each}`),
    ].join('\n'),
    'registries.yml',
  );
}

const named = (registries: readonly string[], schedule?: string) =>
  alarmsFor(config(registries, schedule), DEPLOYED).map((alarm) => alarmName(alarm, DEPLOYED));

function propertiesOf(id: string, registries: readonly string[], schedule?: string) {
  const found = alarmResources(config(registries, schedule), DEPLOYED)[id];
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found.Properties;
}

describe('there is an alarm', () => {
  test('for what registries.yml names, and none that could only lie', () => {
    expect(named([ECR])).toEqual([
      'pullkeeper-prod-refreshEcr-errors',
      'pullkeeper-prod-refreshEcr-low',
      'pullkeeper-prod-refreshEcr-unrefreshed',
      'pullkeeper-prod-failure-queue',
    ]);
  });

  test('on how long a stored credential lives only where it has an end', () => {
    expect(named([STORED])).toEqual([
      'pullkeeper-prod-refreshStored-errors',
      'pullkeeper-prod-refreshStored-unrefreshed',
      'pullkeeper-prod-failure-queue',
    ]);
    expect(named([STORED, ENDING])).toContain('pullkeeper-prod-refreshStored-low');
  });

  test('for each life that a function keeps: what lives longer is low at another mark', () => {
    expect(named([GOOGLE, LASTING])).toEqual([
      'pullkeeper-prod-refreshArtifactRegistry-errors',
      'pullkeeper-prod-refreshArtifactRegistry-1h-low',
      'pullkeeper-prod-refreshArtifactRegistry-12h-low',
      'pullkeeper-prod-refreshArtifactRegistry-1h-unrefreshed',
      'pullkeeper-prod-refreshArtifactRegistry-12h-unrefreshed',
      'pullkeeper-prod-failure-queue',
    ]);
  });

  test('of an early death only where a canary looks for one', () => {
    const watched = ECR.replace(' }', ', canary: true }');
    expect(named([watched])).toContain('pullkeeper-prod-refreshEcr-died-early');
    expect(propertiesOf('RefreshEcrDiedEarlyAlarm', [watched])).toMatchObject({
      MetricName: 'DiedEarly',
      Dimensions: [
        { Name: 'stage', Value: 'prod' },
        { Name: 'function', Value: 'refreshEcr' },
      ],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('of silence only as far back as CloudWatch can look', () => {
    expect(named([STORED], 'refreshStored: 3 d')).toContain('pullkeeper-prod-refreshStored-unrefreshed');
    expect(named([STORED], 'refreshStored: 4 d')).not.toContain('pullkeeper-prod-refreshStored-unrefreshed');
  });
});

test.each([
  '',
  'refreshEcr: 10 min',
  'refreshEcr: 5 h, refreshArtifactRegistry: 7 min',
  'refreshStored: 1 min',
])('CloudWatch takes all of them, with a schedule of {%s}', (schedule) => {
  const resources = alarmResources(config([ECR, GOOGLE, LASTING, STORED, ENDING], schedule), DEPLOYED);

  for (const [id, { Properties }] of Object.entries(resources)) {
    expect(id).toMatch(/^[A-Za-z0-9]+$/);
    expect(() => ruleOf(Properties)).not.toThrow();
    expect(Properties.AlarmActions).toEqual(Properties.OKActions);
  }
  expect(new Set(Object.values(resources).map(({ Properties }) => Properties.AlarmName)).size).toBe(
    Object.keys(resources).length,
  );
});

test('says what it means, what to do first, and where the rest stands', () => {
  for (const { kind, description } of alarmsFor(config([ECR, GOOGLE, STORED, ENDING]), DEPLOYED)) {
    expect(description).toMatch(new RegExp(`\\.\n\nFirst: .+\n\nMore: docs/alarms\\.md#${kind}$`));
    expect(description.length).toBeLessThanOrEqual(1_024);
  }
  expect(
    alarmsFor(config([ECR]), DEPLOYED).find(({ kind }) => kind === 'unrefreshed')?.description,
  ).toContain(
    'Nothing has renewed all that refreshEcr keeps for 7 h: its runs fail, or they do not come. What stands there dies in 2 h 45 min to 5 h.',
  );
});

/** A schedule, and what its runs say: of a run that fails, how long what stands there still lives. */
const RHYTHMS = [
  { name: 'ECR', id: 'RefreshEcr', registries: [ECR], cadence: 3 * HOUR, life: 12 * HOUR },
  { name: 'Google', id: 'RefreshArtifactRegistry', registries: [GOOGLE], cadence: 15 * MINUTE, life: HOUR },
  {
    name: 'Google, of 12 h',
    id: 'RefreshArtifactRegistry',
    registries: [LASTING],
    cadence: 15 * MINUTE,
    life: 12 * HOUR,
  },
] as const;

type Fate = 'renews' | 'fails' | 'does not come';

const START = Date.parse('2026-11-21T00:00:00Z');

/** A run that fails says so three times: Lambda tries it twice more. */
const tried = (points: readonly { at: Date; value: number }[], life: number) =>
  points.flatMap((point) =>
    point.value < (life - MINUTE) / 1_000
      ? [0, 1, 2].map((minutes) => ({
          at: new Date(point.at.getTime() + minutes * MINUTE),
          value: Math.max(0, point.value - 60 * minutes),
        }))
      : [point],
  );

function runs(
  fates: readonly Fate[],
  cadence: number,
  life: number,
  lateBy: (index: number) => number = () => 0,
) {
  let renewed = START;
  return fates.flatMap((fate, index) => {
    if (fate === 'does not come') return [];
    const at = START + index * cadence + lateBy(index);
    if (fate === 'renews') renewed = at;
    return [{ at: new Date(at), value: Math.max(0, (renewed + life - at) / 1_000) }];
  });
}

const alarmsOf = (changes: { at: Date; state: string }[]) =>
  changes.filter(({ state }) => state === 'ALARM').map(({ at }) => at.getTime() - START);

describe.each(RHYTHMS)('$name', ({ id, registries, cadence, life }) => {
  const unrefreshed = propertiesOf(`${id}UnrefreshedAlarm`, registries);
  const low = propertiesOf(`${id}LowAlarm`, registries);

  /** From the first good run on: before it nothing is published, and the alarm says so. */
  const watch = (alarm: typeof low, points: { at: Date; value: number }[], further = 2) => {
    const times = points.map(({ at }) => at.getTime());
    const [first, last] = [Math.min(...times), Math.max(...times)];
    return alarmsOf(
      alarmChanges(alarm, points, {
        from: new Date(first + MINUTE),
        until: new Date(last + cadence),
        further,
      }),
    );
  };

  test('never alarms in a healthy rhythm: minutes late, one run missed, one run doubled', () => {
    const late = fc.array(fc.integer({ min: 0, max: Math.floor(cadence / 6 / MINUTE) }), {
      minLength: 40,
      maxLength: 40,
    });
    const bad = fc.constantFrom<Fate>('fails', 'does not come');
    fc.assert(
      fc.property(late, bad, fc.integer({ min: 1, max: 30 }), fc.nat(6), (minutes, fate, missed, further) => {
        const fates = minutes.map((_, index): Fate => (index === missed ? fate : 'renews'));
        const points = runs(fates, cadence, life, (index) => (minutes[index] ?? 0) * MINUTE);
        // A doubled run leaves what it finds fresh.
        const doubled = points.map(({ at, value }) => ({
          at: new Date(at.getTime() + MINUTE),
          value: value - 60,
        }));
        const all = [...points, ...doubled].sort((a, b) => a.at.getTime() - b.at.getTime());

        expect(watch(unrefreshed, all, further)).toEqual([]);
        expect(watch(low, all, further)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('always alarms after two runs that are missed, before the third, however far back CloudWatch looks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Fate>('fails', 'does not come'), { minLength: 4, maxLength: 8 }),
        fc.integer({ min: 0, max: 5 }),
        fc.nat(6),
        (bad, healthy, further) => {
          const fates: Fate[] = ['renews', ...Array.from({ length: healthy }, (): Fate => 'renews'), ...bad];
          const points = [
            ...tried(runs(fates, cadence, life), life),
            { at: new Date(START + fates.length * cadence), value: 0 },
          ];
          const lastGood = healthy * cadence;

          const [alarm = Number.POSITIVE_INFINITY] = watch(unrefreshed, points, further);

          expect(alarm).toBeGreaterThan(lastGood + 2 * cadence);
          expect(alarm).toBeLessThan(lastGood + 3 * cadence);
          expect(alarm).toBeLessThan(lastGood + life - cadence);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('alarms at once when a run leaves less than there ever is while all is well', () => {
    const [alarm] = watch(low, runs(['renews', 'renews', 'fails', 'fails'], cadence, life));

    expect(alarm).toBe(3 * cadence + MINUTE);
  });

  test('alarms at once when a fresh token is short', () => {
    const short = [
      ...runs(['renews', 'renews'], cadence, life),
      { at: new Date(START + 2 * cadence), value: (life - 2 * cadence) / 1_000 },
    ];

    expect(watch(low, short)).toEqual([2 * cadence + MINUTE]);
  });

  test('ends its alarms within a minute of the run that made it good', () => {
    const points = runs(['renews', 'does not come', 'does not come', 'fails', 'renews'], cadence, life);
    for (const alarm of [low, unrefreshed]) {
      const changes = alarmChanges(alarm, points, {
        from: new Date(START + MINUTE),
        until: new Date(START + 5 * cadence),
      });
      expect(changes.at(-1)).toEqual({ at: new Date(START + 4 * cadence + MINUTE), state: 'OK' });
    }
  });
});

test.each([
  ['refreshEcr: 3 h', 12 * HOUR - 7 * HOUR],
  ['refreshEcr: 4 h', 12 * HOUR - (9 * HOUR + 20 * MINUTE)],
  ['refreshEcr: 5 h', 12 * HOUR - 10 * HOUR],
  ['refreshEcr: 350 min', 12 * HOUR - 5 * 117 * MINUTE],
])('%s: after the last good run there are %i ms between alarm and death', (schedule, left) => {
  const alarm = propertiesOf('RefreshEcrUnrefreshedAlarm', [ECR], schedule);
  const good = { at: new Date(START), value: 12 * 3_600 };

  const [, , { at } = { at: new Date(START) }] = alarmChanges(alarm, [good], {
    from: new Date(START),
    until: new Date(START + DAY),
  });

  expect(START + 12 * HOUR - at.getTime()).toBe(left - MINUTE);
});

test('a run that failed for good is one alarm, and an attempt that a retry made up for is none', () => {
  const errors = propertiesOf('RefreshEcrErrorsAlarm', [ECR]);
  const attempts = (start: number, outcomes: string) =>
    [...outcomes].map((mark, index) => ({
      at: new Date(START + start + index * 2 * MINUTE),
      value: mark === 'x' ? 1 : 0,
    }));
  const points = [
    ...attempts(0, 'xo'),
    ...attempts(3 * HOUR, 'xo'),
    ...attempts(6 * HOUR, 'xxx'),
    ...attempts(9 * HOUR, 'xxx'),
    ...attempts(12 * HOUR, 'o'),
  ];

  const changes = alarmChanges(errors, points, { from: new Date(START), until: new Date(START + DAY) });

  expect(alarmsOf(changes)).toEqual([6 * HOUR + 3 * MINUTE]);
  expect(changes.at(-1)?.state).toBe('OK');
});
