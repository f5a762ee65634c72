import { describe, expect, test, vi } from 'vitest';
import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { compile } from '../../lib/config/file/compile.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { forecast } from '../../lib/forecast/forecast.ts';
import { createGoogleKeys } from '../../scripts/rehearsal/google-keys.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { rehearse } from '../rehearse.ts';

const POOL = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const ALL = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: baseten } }
  research: { type: baseten, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/research, identity: more }, team: research }
  fal: { type: fal, key: { from: google-secret-manager, id: projects/my-project/locations/us-east1/secrets/fal, identity: robot } }
  staging: { type: fal, key: { from: env, id: FAL_KEY }, environment: staging, defaultExposed: false }
  google: { type: google-secret-manager, project: my-project, identity: gar }
identities:
  gar: { type: google-workload-identity, provider: ${POOL}, serviceAccount: puller@my-project.iam.gserviceaccount.com }
  robot: { type: google-workload-identity, provider: ${POOL}-oidc, subjectToken: aws-web-identity }
  more: { type: google-impersonation, identity: robot, serviceAccount: other@my-project.iam.gserviceaccount.com }
  keyed: { type: google-service-account-key, key: { from: aws-secrets-manager, id: google-key } }
  puller: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/pull, externalId: { from: aws-secrets-manager, id: external } }
  other: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/other, externalId: { from: google-secret-manager, id: projects/my-project/secrets/external/versions/3, identity: keyed } }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [aws, baseten, research, { backend: fal, name: A }, google] }
  - { host: 444455556666.dkr.ecr.us-east-1.amazonaws.com, publish: [aws, baseten] }
  - { host: 444455556666.dkr.ecr.eu-west-1.amazonaws.com, identity: puller, publish: [aws, file] }
  - { host: 444455556666.dkr.ecr.us-west-2.amazonaws.com, identity: other, publish: [aws] }
  - { host: public.ecr.aws, publish: [google, { backend: staging, name: A }, { backend: staging, name: B }] }
  - { host: us-docker.pkg.dev, identity: gar, publish: [aws, google] }
  - { host: europe-docker.pkg.dev, identity: more, publish: [baseten] }
  - { host: ghcr.io, credentials: { username: a, password: { from: aws-secrets-manager, id: ghcr } }, publish: [aws, google, baseten] }
  - { host: quay.io, credentials: { username: a, password: { from: google-secret-manager, id: projects/my-project/secrets/quay, identity: gar } }, publish: [research] }
`;

const SERVICES: Record<string, string> = {
  ecr: 'Amazon ECR',
  'ecr-public': 'Amazon ECR Public',
  sts: 'AWS STS',
  secretsmanager: 'AWS Secrets Manager',
  'google-sts': 'Google sign-in',
  'google-oauth': 'Google sign-in',
  iamcredentials: 'Google sign-in',
  'google-secretmanager': 'Google Secret Manager',
  baseten: 'Baseten',
  fal: 'fal',
  dynamodb: 'Amazon DynamoDB',
  registry: 'registries',
};

const HANDLERS: [RefreshFunction, typeof refreshEcr][] = [
  ['refreshEcr', refreshEcr],
  ['refreshArtifactRegistry', refreshArtifactRegistry],
  ['refreshStored', refreshStored],
];

function sumByService(calls: Iterable<{ service: string; perRun: number }>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { service, perRun } of calls) sums[service] = (sums[service] ?? 0) + perRun;
  return sums;
}

describe('the calls that are forecast', () => {
  test.each(HANDLERS)('are those that a run of %s makes, once everything is there', async (name, refresh) => {
    vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
    const { clock, config, report, sandbox } = await rehearse(ALL, {}, refresh);
    await createGoogleKeys(config, sandbox);
    for (const _ of ['creates', 'adds', 'adds', 'adds', 'adds', 'destroys']) {
      sandbox.calls.clear();
      expect((await report()).publications.filter((one) => one.outcome === 'failed')).toEqual([]);
      clock.advance(config.schedule[name]);
    }
    const made = [...sandbox.calls].map(({ service }) => ({
      service: SERVICES[service] ?? service,
      perRun: 1,
    }));
    const foreseen = forecast(config).calls.filter((calls) => calls.function === name);
    expect(sumByService(foreseen)).toEqual(sumByService(made));
  });

  test.each(HANDLERS)('are those that the canary of %s makes between two runs', async (name, refresh) => {
    vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
    const { clock, config, report, sandbox } = await rehearse(`canary: true\n${ALL}`, {}, refresh);
    await createGoogleKeys(config, sandbox);
    await report();
    sandbox.calls.clear();
    for (const _ of ['half-way', 'before the next run']) {
      clock.advance(config.schedule[name] / 2 - 1);
      const { publications } = await report({ canary: true });
      expect(publications.filter(({ canary }) => canary === 'dead' || canary === 'died-early')).toEqual([]);
    }
    const made = [...sandbox.calls].map(({ service }) => ({
      service: SERVICES[service] ?? service,
      perRun: 1,
    }));
    const foreseen = forecast(config).calls.filter(
      (each) => each.function === name && each.for === 'the canary',
    );
    expect(sumByService(foreseen)).toEqual(sumByService(made));
  });

  test.each([
    ['once for each image of a credential, however many backends it goes to', 'publish: [aws, file]', 3],
    ['not at all where registries.yml says so', 'probe: off, publish: [file]', 0],
  ])('ask registries %s', (_, rest, perRun) => {
    const yaml = `registries: [{ host: public.ecr.aws, ${rest} }]\nbackends: { aws: { type: aws-secrets-manager, region: us-east-1 } }`;
    const { calls } = forecast(compile(yaml, 'registries.yml'));
    expect(calls.find(({ service }) => service === 'registries')?.perRun ?? 0).toBe(perRun);
  });

  test('are told for what they serve, for a run, a day and a month', () => {
    const { calls } = forecast(
      compile(
        'registries: [{ host: public.ecr.aws, publish: [aws] }]\nbackends: { aws: { type: aws-secrets-manager, region: us-east-1 } }',
        'x',
      ),
    );
    const monthly = 730 / 3;
    expect(calls).toEqual(
      [
        { service: 'Amazon ECR Public', perRun: 1 },
        { service: 'registries', for: 'the probe', perRun: 3 },
        { service: 'AWS Secrets Manager', for: 'aws', perRun: 2 },
        { service: 'Amazon DynamoDB', for: 'the ledger', perRun: 2 },
      ].map((each) => ({
        function: 'refreshEcr',
        ...each,
        perDay: each.perRun * 8,
        perMonth: expect.closeTo(each.perRun * monthly, 9),
      })),
    );
  });
});
