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

const START = Date.parse('2026-11-21T00:00:00Z');

const DEPLOYED = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };

const ECR = '{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }';
const GOOGLE = '{ host: us-docker.pkg.dev, identity: gar, publish: [file] }';
const LASTING = '{ host: europe-docker.pkg.dev, identity: lasting, publish: [file] }';
const STORED =
  '{ host: ghcr.io, credentials: { username: acme, password: { from: env, id: GHCR } }, publish: [file] }';
const ENDING =
  '{ host: quay.io, credentials: { username: acme, password: { from: env, id: QUAY }, expires: 2027-03-01 }, publish: [file] }';

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
      'pullkeeper-prod-refreshEcr-newly-failing',
      'pullkeeper-prod-refreshEcr-dying',
      'pullkeeper-prod-refreshEcr-low',
      'pullkeeper-prod-refreshEcr-unrefreshed',
      'pullkeeper-prod-refreshEcr-ledger',
      'pullkeeper-prod-failure-queue',
    ]);
  });

  test('on how long a stored credential lives only where it has an end', () => {
    expect(named([STORED])).not.toContain('pullkeeper-prod-refreshStored-low');
    expect(named([STORED])).toContain('pullkeeper-prod-refreshStored-unrefreshed');
    expect(named([STORED, ENDING])).toContain('pullkeeper-prod-refreshStored-low');
  });

  test('for each life that a function keeps: what lives longer is low at another mark', () => {
    expect(named([GOOGLE, LASTING]).filter((name) => /low|unrefreshed/.test(name))).toEqual([
      'pullkeeper-prod-refreshArtifactRegistry-1h-low',
      'pullkeeper-prod-refreshArtifactRegistry-12h-low',
      'pullkeeper-prod-refreshArtifactRegistry-1h-unrefreshed',
      'pullkeeper-prod-refreshArtifactRegistry-12h-unrefreshed',
    ]);
  });

  test('of an early death only where a canary looks for one', () => {
    const watched = ECR.replace(' }', ', canary: true }');
    expect(named([watched])).toContain('pullkeeper-prod-refreshEcr-died-early');
    const dimensions = [
      { Name: 'stage', Value: 'prod' },
      { Name: 'function', Value: 'refreshEcr' },
    ];
    expect(propertiesOf('RefreshEcrDiedEarlyAlarm', [watched])).toMatchObject({
      Metrics: [{ MetricStat: { Metric: { MetricName: 'DiedEarly', Dimensions: dimensions } } }, {}],
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

test('an e-mail has the commands to type, in order, and the page with the rest', () => {
  for (const { kind, description } of alarmsFor(config([ECR, GOOGLE, STORED, ENDING]), DEPLOYED)) {
    expect(description).toMatch(
      new RegExp(
        `^1\\. \`npx pullkeeper status --stage prod --region us-east-1\`.*first row.*\n2\\. \`npx pullkeeper doctor .*\n3\\. .+\n\nPage: docs/alarms\\.md#${kind}$`,
        'm',
      ),
    );
    expect(description.length).toBeLessThanOrEqual(1_024);
  }
});

test('unrefreshed says for how long, and when the published secrets die', () => {
  const found = alarmsFor(config([ECR]), DEPLOYED).find(({ kind }) => kind === 'unrefreshed');
  expect(found?.description).toContain(
    'No run of refreshEcr refreshed all its secrets in the last 7 h: its runs fail, or do not start. The published secrets die in 2 h 45 min to 5 h.',
  );
});

test('refreshStored-low names the credentials that end first, with the day and where each is kept', () => {
  const ends = (days: readonly string[]) =>
    days.map((day, n) => ENDING.replace('quay.io', `r${n}.example.com`).replace('2027-03-01', day));
  const days = ['2027-03-01', '2027-01-01', '2028-01-01', '2027-02-01'];
  const found = alarmsFor(config(ends(days)), DEPLOYED).find(({ kind }) => kind === 'low');
  expect(found?.description).toContain(
    'the first to end: r1.example.com on 2027-01-01, kept in QUAY; r3.example.com on 2027-02-01, kept in QUAY; r0.example.com on 2027-03-01, kept in QUAY; r2.example.com on 2028-01-01, kept in QUAY.',
  );
});

test('the longest descriptions fit: CloudWatch takes 1,024 characters', () => {
  const arn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${'a'.repeat(200)}-AbCdEf`;
  const kept = ENDING.replace('from: env, id: QUAY', `from: aws-secrets-manager, id: "${arn}"`);
  const long = [1, 2, 3].map((n) =>
    kept.replace('quay.io', `${'r'.repeat(60)}${n}.${'example.'.repeat(10)}com`),
  );
  const deployed = { ...DEPLOYED, stage: 's'.repeat(32), region: 'ap-southeast-1', shards: 16 };
  for (const { description } of alarmsFor(config(long), deployed))
    expect(description.length).toBeLessThanOrEqual(1_024);
});

describe('the failure queue', () => {
  const alarm = propertiesOf('FailureQueueAlarm', [ECR]);
  const minute = (at: number, value: number) => ({ at: new Date(START + at * MINUTE), value });
  const until = (minutes: number) => ({ from: new Date(START), until: new Date(START + minutes * MINUTE) });
  /** SQS sends a value each minute, and none any more six hours after the last call. */
  const waiting = Array.from({ length: 6 * 60 }, (_, at) => minute(at, 1));

  test('stays in alarm while a message waits, though SQS sends no values for days', () => {
    expect(alarmChanges(alarm, waiting, until(14 * 24 * 60)).map(({ state }) => state)).toEqual(['ALARM']);
  });

  test('is well again some minutes after somebody has emptied it', () => {
    const emptied = [...waiting, minute(2_000, 0), minute(2_001, 0)];
    const changes = alarmChanges(alarm, emptied, until(14 * 24 * 60));
    expect(changes.map(({ state }) => state)).toEqual(['ALARM', 'OK']);
    expect(changes[1]?.at.getTime()).toBeLessThanOrEqual(START + 2_006 * MINUTE);
  });
});

describe('the ledger', () => {
  test('that cannot be read is an alarm until a run can read it', () => {
    const alarm = propertiesOf('RefreshEcrLedgerAlarm', [ECR]);
    const points = [0, 2, 2, 0, 0].map((value, run) => ({ at: new Date(START + run * 3 * HOUR), value }));
    const changes = alarmChanges(alarm, points, { from: new Date(START), until: new Date(START + DAY) });
    expect(changes.map(({ at, state }) => [(at.getTime() - START) / MINUTE, state])).toEqual([
      [1, 'OK'],
      [181, 'ALARM'],
      [541, 'OK'],
    ]);
  });
});

describe('a schedule that is made shorter is no alarm', () => {
  const LIFE = 12 * HOUR;
  test.each([
    ['5 h', '3 h', ECR, 'RefreshEcr'],
    ['350 min', '1 h', ECR, 'RefreshEcr'],
    ['350 min', '10 min', ECR, 'RefreshEcr'],
    ['4 h', '15 min', LASTING, 'RefreshArtifactRegistry'],
  ])('from %s to %s', (before, after, registry, id) => {
    const name = id.replace('R', 'r');
    const cadenceOf = (text: string) =>
      config([registry], `${name}: ${text}`).schedule[
        name === 'refreshEcr' ? name : 'refreshArtifactRegistry'
      ];
    const alarm = propertiesOf(`${id}UnrefreshedAlarm`, [registry], `${name}: ${after}`);
    // Deployed right before the old schedule runs. The new one starts with a run, whose figures take two minutes.
    const deployedAt = START + 4 * cadenceOf(before);
    const old = [0, 1, 2, 3].map((run) => START + run * cadenceOf(before));
    const fresh = [0, 1, 2, 3].map((run) => deployedAt + 2 * MINUTE + run * cadenceOf(after));
    const points = [...old, ...fresh].map((at) => ({ at: new Date(at), value: LIFE / 1_000 }));

    const changes = alarmChanges(alarm, points, {
      from: new Date(deployedAt),
      until: new Date(deployedAt + 3 * cadenceOf(after)),
    });

    expect(changes.map(({ state }) => state)).toEqual(['OK']);
  });

  test('for stored credentials without an end either', () => {
    const alarm = propertiesOf('RefreshStoredUnrefreshedAlarm', [STORED], 'refreshStored: 1 h');
    const points = [0, 3 * DAY + 2 * MINUTE].map((at) => ({ at: new Date(START + at), value: 1 }));
    const changes = alarmChanges(alarm, points, {
      from: new Date(START + 3 * DAY),
      until: new Date(START + 3 * DAY + HOUR),
    });
    expect(changes.map(({ state }) => state)).toEqual(['OK']);
  });
});

/** A schedule, how many missed cadences `unrefreshed` waits for, and what the runs report. */
const RHYTHMS = [
  { name: 'ECR', id: 'RefreshEcr', registries: [ECR], cadence: 3 * HOUR, life: 12 * HOUR, patience: 2 },
  {
    name: 'Google',
    id: 'RefreshArtifactRegistry',
    registries: [GOOGLE],
    cadence: 15 * MINUTE,
    life: HOUR,
    patience: 2,
  },
  {
    name: 'Google, of 12 h',
    id: 'RefreshArtifactRegistry',
    registries: [LASTING],
    cadence: 15 * MINUTE,
    life: 12 * HOUR,
    patience: 24, // half a life
  },
] as const;

type Fate = 'renews' | 'fails' | 'does not come';

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

describe.each(RHYTHMS)('$name', ({ id, registries, cadence, life, patience }) => {
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

  test('always alarms after two missed runs or half a life, before the next, however far back CloudWatch looks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Fate>('fails', 'does not come'), {
          minLength: patience + 2,
          maxLength: patience + 6,
        }),
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

          expect(alarm).toBeGreaterThan(lastGood + patience * cadence);
          expect(alarm).toBeLessThan(lastGood + (patience + 1) * cadence);
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
    const missed = Array.from({ length: patience }, (): Fate => 'does not come');
    const points = runs(['renews', ...missed, 'fails', 'renews'], cadence, life);
    for (const alarm of [low, unrefreshed]) {
      const changes = alarmChanges(alarm, points, {
        from: new Date(START + MINUTE),
        until: new Date(START + (patience + 3) * cadence),
      });
      expect(changes.at(-1)).toEqual({
        at: new Date(START + (patience + 2) * cadence + MINUTE),
        state: 'OK',
      });
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

test('each alarm watches a metric that AWS or a run sends, with the dimensions that it is sent with', () => {
  const alarms = alarmsFor(config([ECR, GOOGLE, STORED, ENDING]), DEPLOYED);
  const watched = alarms.map(({ kind, metric: { namespace, name, dimensions } }) =>
    [kind, namespace, name, ...Object.keys(dimensions)].join(' '),
  );
  expect([...new Set(watched)].toSorted()).toEqual(
    [
      'dying pullkeeper Dying stage function',
      'errors AWS/Lambda Errors FunctionName',
      'failure-queue AWS/SQS ApproximateNumberOfMessagesVisible QueueName',
      'ledger pullkeeper UnreadableEntries stage function',
      'low pullkeeper SecondsToLive stage function life',
      'newly-failing pullkeeper NewlyFailing stage function',
      'unrefreshed pullkeeper SecondsToLive stage function life',
      'unrefreshed pullkeeper Succeeded stage function',
    ].toSorted(),
  );
  const queue = alarms.find(({ kind }) => kind === 'failure-queue')?.metric.dimensions;
  expect(queue).toEqual({ QueueName: { 'Fn::GetAtt': ['FailureQueue', 'QueueName'] } });
});
