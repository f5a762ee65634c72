import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { alarmResources } from '../../lib/deployment/alarms/resources.ts';
import { forecast } from '../../lib/forecast/forecast.ts';

const POOL = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const BACKENDS = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  google: { type: google-secret-manager, project: my-project, identity: gar, replicas: [us-east1, us-west1, europe-west1] }
  fal: { type: fal, key: { from: env, id: FAL_KEY } }
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_KEY } }
identities:
  puller: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/pull, externalId: canary-external-id }
  gar: { type: google-workload-identity, provider: ${POOL}, serviceAccount: puller@my-project.iam.gserviceaccount.com }
`;
const outlookOf = (rest: string) => forecast(compile(`${BACKENDS}${rest}`, 'registries.yml'));

const ecrHosts = (count: number) =>
  Array.from({ length: count }, (_, n) => `${100_000_000_000 + n}.dkr.ecr.us-east-1.amazonaws.com`);
const manyTo = (backend: string, count: number) =>
  outlookOf(
    `registries:\n${ecrHosts(count)
      .map((host) => `  - { host: ${host}, publish: [${backend}] }\n`)
      .join('')}`,
  );

describe('the mints', () => {
  const { functions } = outlookOf(`
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [aws, baseten] }
  - { host: 444455556666.dkr.ecr.us-east-1.amazonaws.com, publish: [aws] }
  - { host: 444455556666.dkr.ecr.eu-west-1.amazonaws.com, publish: [aws] }
  - { host: 555566667777.dkr.ecr.us-east-1.amazonaws.com, identity: puller, publish: [aws] }
  - { host: us-docker.pkg.dev, identity: gar, publish: [google] }
  - { host: gcr.io, identity: gar, publish: [google] }
  - { host: ghcr.io, credentials: { username: a, password: { from: env, id: A }, expires: "2027-03-01" }, publish: [aws] }
`);

  test('are shared by what one identity mints in one region', () => {
    expect(
      functions.map(({ name, mints }) => [name, mints.map(({ publications }) => publications.length)]),
    ).toEqual([
      ['refreshEcr', [3, 1, 1]],
      ['refreshArtifactRegistry', [2]],
      ['refreshStored', [1]],
    ]);
  });

  test('say who, where, how long they live and what they survive', () => {
    expect(functions.flatMap(({ mints }) => mints)).toMatchObject([
      { kind: 'ecr', region: 'us-east-1', identities: [], lifeSeconds: 43_200, missesSurvived: 2 },
      { kind: 'ecr', region: 'eu-west-1', identities: [] },
      { kind: 'ecr', region: 'us-east-1', identities: ['puller'] },
      { kind: 'artifact-registry', identities: ['gar'], lifeSeconds: 3_600, missesSurvived: 2 },
      { kind: 'stored', kept: { from: 'env', id: 'A' }, expires: '2027-03-01' },
    ]);
    expect(functions.at(-1)?.mints[0]).not.toHaveProperty('lifeSeconds');
  });

  test('tell nothing of what an identity keeps to itself', () => {
    expect(JSON.stringify(functions)).not.toContain('canary-external-id');
  });

  test('leave out the functions that have nothing to do', () => {
    const { functions: few } = outlookOf('registries: [{ host: public.ecr.aws, publish: [aws] }]');
    expect(few.map(({ name }) => name)).toEqual(['refreshEcr']);
  });
});

describe('the costs', () => {
  const costOf = (of: string, rest: string) => outlookOf(rest).costs.find((cost) => cost.of === of)?.dollars;

  test('of Secrets Manager are its secrets and its calls', () => {
    const calls = 2 * 8 * (730 / 24);
    expect(costOf('aws', 'registries: [{ host: public.ecr.aws, publish: [aws] }]')).toBeCloseTo(
      0.4 + (calls * 0.05) / 10_000,
      9,
    );
  });

  test('of Secret Manager are five versions of each secret, in each place, and its accesses', () => {
    const accesses = 4 * 730;
    expect(costOf('google', 'registries: [{ host: gcr.io, identity: gar, publish: [google] }]')).toBeCloseTo(
      5 * 3 * 0.06 + (accesses * 0.03) / 10_000,
      9,
    );
  });

  test('of Lambda stay below a dollar for a thousand publications', () => {
    const { costs } = manyTo('baseten', 1_000);
    const lambda = costs.find(({ of }) => of === 'Lambda')?.dollars;
    expect(lambda).toBeGreaterThan(0);
    expect(lambda).toBeLessThan(1);
  });

  test('of CloudWatch are the hours in which a metric comes, and the alarms', () => {
    const [perFunction, perLife, perPublication, perMint] = [6, 1, 2, 1];
    const metrics = perFunction + perLife + perPublication + perMint;
    expect(costOf('CloudWatch', 'registries: [{ host: public.ecr.aws, publish: [baseten] }]')).toBeCloseTo(
      (metrics * 0.3) / 3 + 7 * 0.1,
      9,
    );
  });

  test.each([1, 4])('of CloudWatch count the alarms that are deployed, in %i shards', (shards) => {
    const config = compile(readFileSync('test/e2e/everything.yml', 'utf8'), 'registries.yml');
    const deployed = Object.keys(
      alarmResources(config, { service: 'pullkeeper', stage: 'prod', region: 'us-east-1', shards }),
    ).length;
    const { costs } = forecast(config, { shards });
    const counted = costs.reduce((sum, { because: { alarms = 0 } }) => sum + alarms, 0);
    expect(counted).toBe(deployed);
  });

  test('of CloudWatch do not grow with every publication', () => {
    const watching = (count: number) =>
      manyTo('baseten', count).costs.find(({ of }) => of === 'CloudWatch')?.dollars ?? 0;
    expect(watching(50)).toBeGreaterThan(watching(10));
    expect(watching(1_000)).toBeLessThan(watching(50));
  });

  test('are never below zero, and never less for more secrets in Secrets Manager', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
        const cost = (secrets: number) =>
          manyTo('aws', secrets).costs.find(({ of }) => of === 'aws')?.dollars ?? -1;
        expect(cost(count)).toBeGreaterThan(0);
        expect(cost(count + 1)).toBeGreaterThan(cost(count));
      }),
      { numRuns: 5 },
    );
  });
});

describe('the quotas', () => {
  test('are those of the backends that are written to', () => {
    const { quotas } = outlookOf(
      'registries: [{ host: gcr.io, identity: gar, publish: [aws, google, baseten, { backend: fal, name: A }] }]',
    );
    expect(quotas.map(({ backend, what, needed, most, per }) => [backend, what, needed, most, per])).toEqual([
      ['aws', 'writes', 1, 50, 'second'],
      ['aws', 'versions of a secret', 96, 100, 'day'],
      ['google', 'writes', 2, 600, 'minute'],
      ['google', 'reads', 2, 600, 'minute'],
      ['baseten', 'requests', 1, 100, 'second'],
      ['fal', 'requests', 1, undefined, 'second'],
    ]);
  });

  test('of versions do not count what is stored: it stays as it is', () => {
    const { quotas } = outlookOf(
      'registries: [{ host: ghcr.io, credentials: { username: a, password: { from: env, id: A } }, publish: [aws] }]',
    );
    expect(quotas.map(({ what }) => what)).toEqual(['writes']);
  });
});

describe('the warnings', () => {
  const said = (rest: string) =>
    outlookOf(rest).warnings.map(({ says, remedy = '' }) => `${says} | ${remedy}`);

  test('are none for an ordinary config', () => {
    expect(said('registries: [{ host: public.ecr.aws, publish: [aws, baseten] }]')).toEqual([]);
  });

  test('name a schedule that survives one missed run and no more', () => {
    expect(
      said('schedule: { refreshEcr: 4 h }\nregistries: [{ host: public.ecr.aws, publish: [aws] }]'),
    ).toEqual([
      'refreshEcr runs every 4 h, and its secrets live 12 h: they survive one missed run, not two | to survive two, write under schedule: refreshEcr: 3 h',
    ]);
  });

  test('name a secret that gets nearly as many versions a day as it may have', () => {
    expect(said('registries: [{ host: gcr.io, identity: gar, publish: [aws] }]')).toEqual([
      expect.stringContaining('writes 96 versions a day of each secret in aws'),
    ]);
    expect(said('registries: [{ host: gcr.io, identity: gar, publish: [google] }]')).toEqual([]);
  });

  test('name a run that cannot end in time for the quota of a backend', () => {
    expect(manyTo('google', 1474).warnings).toEqual([]);
    expect(manyTo('google', 1476).warnings).toMatchObject([
      { says: expect.stringContaining('a run of refreshEcr needs 296 s to write to google') },
      {},
    ]);
  });

  test('name a run of more secrets than the memory of a function is sure to bear', () => {
    expect(manyTo('aws', 3_000).warnings).toEqual([]);
    expect(manyTo('aws', 3_001).warnings).toEqual([
      {
        says: expect.stringContaining('refreshEcr publishes 3001 secrets in a run'),
        remedy: 'give refreshEcr a memorySize of 512 in serverless.yml',
      },
    ]);
  });

  test('name a file that a deployed function cannot write, once', () => {
    const registries = ecrHosts(2).map((host) => `  - { host: ${host}, publish: [file] }\n`);
    expect(said(`registries:\n${registries.join('')}`)).toEqual([
      expect.stringMatching(/^the backend "file" cannot be deployed: it writes .pullkeeper.secrets.json,/),
    ]);
  });

  test.each<[image: string, probe: string, notes: number]>([
    ['models/llama', 'prefer', 1],
    ['models/llama', 'off', 0],
    ['models/llama:prod', 'prefer', 0],
    [`models/llama@sha256:${'0'.repeat(64)}`, 'prefer', 0],
  ])('on the image %j with probe: %s are %i', (image, probe, notes) => {
    const registry = `{ host: ghcr.io, credentials: { username: a, password: { from: env, id: A } }, image: "${image}", probe: ${probe}, publish: [aws] }`;
    expect(said(`registries: [${registry}]`)).toHaveLength(notes);
  });

  test('say which tag an image without a tag has', () => {
    expect(said('registries: [{ host: public.ecr.aws, image: lambda/nodejs, publish: [aws] }]')).toEqual([
      'the image lambda/nodejs of public.ecr.aws has no tag, so the probe asks for lambda/nodejs:latest | write the tag that you pull: image: lambda/nodejs:<tag>',
    ]);
  });

  test('pass on what is to be said of a backend, once', () => {
    expect(
      said(
        'registries: [{ host: public.ecr.aws, publish: [{ backend: fal, name: A }, { backend: fal, name: B }] }]',
      ),
    ).toEqual([expect.stringMatching(/^fal is experimental/)]);
  });
});
