import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { lowMarkOf } from '../../lib/config/low-mark.ts';
import { missesSurvived, rateOf } from '../../lib/config/schedule.ts';
import { problemsOf } from './problems.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UUID = '11111111-1111-1111-1111-111111111111';
const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';

const withSchedule = (schedule: string, lifetime = '') => `
schedule: { ${schedule} }
identities:
  gar:
    type: google-workload-identity
    provider: ${PROVIDER}
    serviceAccount: puller@my-project.iam.gserviceaccount.com
    ${lifetime}
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }
  - { host: us-central1-docker.pkg.dev, identity: gar, publish: [file] }
  - { host: ghcr.io, credentials: { username: acme, password: { from: env, id: GHCR } }, publish: [file] }
`;

const publishedTo = (
  backend: string,
  schedule: string,
) => `${withSchedule(schedule).replaceAll('publish: [file]', `publish: [${backend}]`)}
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  google: { type: google-secret-manager, project: my-project }
`;

/** Two registries of refreshTokens: the first with tokens of this life, the second with tokens of three hours. */
const exchanged = (lifetimeSeconds: number, [first, second]: [string, string], schedule = '') => `
schedule: { ${schedule} }
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - host: quay.io
    source: { type: quay, robot: acme+puller, subjectToken: aws-web-identity, lifetimeSeconds: ${lifetimeSeconds} }
    publish: [${first}]
  - host: acme.azurecr.io
    source: { type: azure-acr, tenant: ${UUID}, clientId: ${UUID}, subjectToken: aws-web-identity }
    publish: [${second}]
`;

test.each([
  [MINUTE, 'rate(1 minute)'],
  [15 * MINUTE, 'rate(15 minutes)'],
  [90 * MINUTE, 'rate(90 minutes)'],
  [HOUR, 'rate(1 hour)'],
  [3 * HOUR, 'rate(3 hours)'],
  [24 * HOUR, 'rate(24 hours)'],
])('%i ms: %s', (cadence, rate) => {
  expect(rateOf(cadence)).toBe(rate);
});

describe('the schedule', () => {
  test('lets two runs in a row be missed, where registries.yml says nothing of it', () => {
    const config = compile(withSchedule(''), 'registries.yml');
    const survived = config.registries.map(
      ({ source }) => source.lifeMs && missesSurvived(source.lifeMs, config.schedule[source.function]),
    );
    expect(survived).toEqual([2, 2, undefined]);
  });

  test.each([
    ['refreshEcr: 90 min', { refreshEcr: 90 * MINUTE }],
    ['refreshEcr: 5h', { refreshEcr: 5 * HOUR }],
    ['refreshArtifactRegistry: 20min', { refreshArtifactRegistry: 20 * MINUTE }],
    ['refreshStored: 2 d', { refreshStored: 2 * DAY }],
  ])('%s', (text, expected) => {
    expect(compile(withSchedule(text), 'registries.yml').schedule).toMatchObject(expected);
  });

  test.each([
    ['refreshEcr: 6 h', '2:25 dies-after-one-miss'],
    ['refreshArtifactRegistry: 30 min', '2:38 dies-after-one-miss'],
    ['refreshEcr: often', '2:25 wrong-value'],
    ['refreshEcr: 0 h', '2:25 wrong-value'],
    ['refreshEcr: 3', '2:25 wrong-type'],
    ['refreshEcs: 3 h', '2:13 unknown-key'],
  ])('is refused: %s', (text, problem) => {
    expect(problemsOf(withSchedule(text))).toEqual([problem]);
  });

  test.each([
    ['aws', 'refreshArtifactRegistry: 14 min'],
    ['aws', 'refreshEcr: 1 min'],
  ])('that makes more versions than %s takes is refused: %s', (backend, schedule) => {
    expect(problemsOf(publishedTo(backend, schedule))).toEqual([
      expect.stringMatching(/^2:\d+ too-many-versions$/),
    ]);
  });

  test.each([
    ['aws', 'refreshArtifactRegistry: 15 min'],
    ['aws', 'refreshStored: 1 min'], // what is stored stays as it is, and makes no version
    ['google', 'refreshArtifactRegistry: 5 min'],
    ['file', 'refreshEcr: 1 min'],
  ])('is taken where versions go to %s: %s', (backend, schedule) => {
    expect(problemsOf(publishedTo(backend, schedule))).toEqual([]);
  });

  test.each<[string, number, [string, string]]>([
    ['of five minutes', 300, ['aws', 'file']],
    ['of almost an hour', 3_599, ['aws', 'file']],
    ['of another registry', 300, ['file', 'aws']],
  ])('that follows from tokens %s and makes too many versions is refused at their life', (_, life, to) => {
    expect(problemsOf(exchanged(life, to))).toEqual(['6:96 too-many-versions']);
  });

  test.each<[string, number, [string, string], string?]>([
    ['tokens of an hour', 3_600, ['aws', 'aws']],
    ['a backend that takes any number of versions', 300, ['file', 'file']],
    ['a schedule that survives a missed run', 2_400, ['aws', 'aws'], 'refreshTokens: 15 min'],
  ])('makes no more versions than there may be with %s', (_, life, to, schedule) => {
    expect(problemsOf(exchanged(life, to, schedule))).toEqual([]);
  });

  test('goes by the life that an identity asks for', () => {
    const hours = withSchedule('refreshArtifactRegistry: 3 h', 'lifetimeSeconds: 43200');
    expect(compile(hours, 'registries.yml').schedule.refreshArtifactRegistry).toBe(3 * HOUR);
  });
});

test('the misses survived are those after which the next run still comes in time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 1_000 }), (life, cadence) => {
      const misses = missesSurvived(life, cadence);
      if (misses > 0) expect((misses + 1) * cadence).toBeLessThan(life);
      expect((misses + 2) * cadence).toBeGreaterThanOrEqual(life);
    }),
  );
});

test('the low mark lies below what a healthy secret has left, and above what it has after two missed runs', () => {
  const config = compile(withSchedule(''), 'registries.yml');
  const marks = config.registries.map((registry) => lowMarkOf(registry, config));
  expect(marks).toEqual([7.5 * HOUR, 37.5 * MINUTE, 7 * DAY]);
});
