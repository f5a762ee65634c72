import { describe, expect, test } from 'vitest';
import { echo, type Fault, garbage, status, throttle } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const ALL = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: baseten } }
  research: { type: baseten, apiKey: { from: env, id: RESEARCH_KEY }, team: research }
  fal: { type: fal, key: { from: env, id: FAL_KEY } }
  google: { type: google-secret-manager, project: my-project }
  staging: { type: fal, key: { from: env, id: FAL_KEY }, environment: staging, defaultExposed: false }
identities:
  writer:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: writer@my-project.iam.gserviceaccount.com
registries:
  - host: ${HOST}
    publish: [aws, google, baseten, research, file, { backend: fal, name: ECR }, { backend: staging, name: ECR }]
`;

/** What fails, by backend, in a run with one thing broken. */
async function failing(service: string, operation: string | undefined, fault: Fault): Promise<string[]> {
  const { report, sandbox } = await rehearse(ALL);
  sandbox.faults.add({ service, ...(operation && { operation }), times: 99, fault });
  const { publications } = await report();
  expect(publications).toHaveLength(7);
  return publications.filter(({ outcome }) => outcome === 'failed').map(({ backend }) => backend);
}

describe('all backends in one config', () => {
  test('are all written', async () => {
    const { report, sandbox } = await rehearse(ALL);
    expect((await report()).counts).toMatchObject({ published: 7, failed: 0 });
    const password = sandbox.fal.secret('ECR', 'staging')?.value;
    expect(sandbox.fal.secret('ECR')?.value).toBe(password);
    expect(sandbox.baseten.secret(`DOCKER_REGISTRY_${HOST}`, 'research')?.value).toBe(
      Buffer.from(`AWS:${password}`).toString('base64'),
    );
  });

  test.each<[what: string, service: string, operation: string | undefined, fault: Fault, cost: string[]]>([
    ['Baseten', 'baseten', undefined, status(500), ['baseten', 'research']],
    ['one team of Baseten', 'baseten', 'GET /v1/teams', garbage(), ['research']],
    ['fal', 'fal', undefined, throttle, ['fal', 'staging']],
    ['Google Secret Manager', 'google-secretmanager', undefined, status(503), ['google']],
    ['the tokens of Google', 'iamcredentials', undefined, status(500), ['google']],
    ['Secrets Manager, for writing', 'secretsmanager', 'CreateSecret', status(503), ['aws']],
    ['Secrets Manager, for reading a key', 'secretsmanager', 'GetSecretValue', status(503), ['baseten']],
  ])('lose only what is in %s when that is down', async (_, service, operation, fault, cost) => {
    expect(await failing(service, operation, fault)).toEqual(cost);
  });

  test.each([['baseten'], ['fal']])('let nobody read what %s repeats of it', async (service) => {
    const { log, report, sandbox } = await rehearse(ALL);
    sandbox.faults.add({ service, times: 99, fault: echo });
    const said = JSON.stringify([await report(), log]);
    const value = sandbox.secret(`DOCKER_REGISTRY_${HOST}`)?.value ?? '';
    const password = Buffer.from(value, 'base64').toString().slice('AWS:'.length);
    expect(said).toContain('[redacted]');
    for (const secret of [value, password, 'rehearsal-key-of']) {
      expect(said).not.toContain(secret.slice(0, 20));
    }
  });

  test('say of a name that stands there otherwise spelled', async () => {
    const { report, sandbox } = await rehearse(ALL);
    const other = `DOCKER_REGISTRY_${HOST.replaceAll('.', '-')}`;
    await fetch(`${sandbox.basetenUrl}/v1/secrets`, {
      method: 'POST',
      headers: { authorization: 'Bearer rehearsal-key-of-baseten' },
      body: JSON.stringify({ name: other, value: 'v' }),
    });
    const { publications } = await report();
    expect(publications.filter(({ warning }) => warning !== undefined)).toMatchObject([
      {
        backend: 'baseten',
        outcome: 'published',
        warning: expect.stringContaining(`already has this secret as "${other}"`),
      },
    ]);
  });
});
