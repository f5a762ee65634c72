import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Config } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import type { CheckResult } from '../../lib/doctor/check.ts';
import { checksFor } from '../../lib/doctor/checks.ts';
import { runChecks } from '../../lib/doctor/run-checks.ts';
import type { DoctorTarget } from '../../lib/doctor/target.ts';
import { dynamodbLedger } from '../../lib/ledger/dynamodb.ts';
import { hang, shortLived, status } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';
import { dedent } from '../config/dedent.ts';
import { clientsOf } from '../sandbox/clients.ts';

const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const CONFIG = dedent(`
  backends:
    aws: { type: aws-secrets-manager, region: us-east-1 }
    baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: pullkeeper/baseten }, team: ml }
    fal: { type: fal, key: { from: env, id: FAL_KEY } }
  identities:
    theirs: { type: aws-role, roleArn: "arn:aws:iam::444455556666:role/pull-only", externalId: acme }
  registries:
    - { host: ${HOST}, publish: [aws, { backend: fal, name: ECR }] }
    - { host: 444455556666.dkr.ecr.eu-west-1.amazonaws.com, identity: theirs, publish: [baseten] }
`);
const ROLES = {
  refreshEcr: 'pullkeeper-prod-ecr-us-east-1',
  refreshArtifactRegistry: 'pullkeeper-prod-google-us-east-1',
  refreshStored: 'pullkeeper-prod-stored-us-east-1',
  refreshTokens: 'pullkeeper-prod-tokens-us-east-1',
};
const FUNCTION_ROLE = `arn:aws:iam::123456789012:role/${ROLES.refreshEcr}`;
const NAME = `DOCKER_REGISTRY_${HOST}`;

let sandbox: Sandbox;
let config: Config;
beforeEach(async () => {
  config = compile(CONFIG, 'registries.yml');
  sandbox = await startSandbox({ ...worldOf(config), tables: [LEDGER_TABLE] });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

const patientIn = (env: NodeJS.ProcessEnv, more: Partial<DoctorTarget> = {}): DoctorTarget => ({
  config,
  env,
  now: () => new Date(),
  roles: ROLES,
  table: LEDGER_TABLE.name,
  ...more,
});

interface How extends Partial<DoctorTarget> {
  offline?: boolean;
  longestMs?: number;
  environment?: Record<string, string>;
}

async function doctor({
  offline = false,
  longestMs,
  environment,
  ...more
}: How = {}): Promise<CheckResult[]> {
  const env = useEnvironment(environment ?? sandbox.environment());
  return runChecks(checksFor(patientIn(env, more), { offline }), longestMs);
}

/** The one result whose name has this in it. */
function about(results: readonly CheckResult[], part: string): CheckResult {
  const [found, ...more] = results.filter(({ name, group }) => `${group} ${name}`.includes(part));
  if (found === undefined || more.length > 0) throw new Error(`${more.length} more results about ${part}`);
  return found;
}

const outcomesOf = (results: readonly CheckResult[]) => results.map(({ outcome }) => outcome);

/** Somebody with these rights, at whose terminal the doctor runs. */
function as(arn: string, allow: string[]) {
  return environmentOf(sandbox, sandbox.addPrincipal({ arn, allow }));
}

const operator = () => as('arn:aws:iam::123456789012:user/operator', ['*']);
const RIGHTS = ['ecr:*', 'sts:*', 'secretsmanager:*', 'kms:*', 'dynamodb:*'];

describe('when everything is as it should be', () => {
  test('every answer is fine, group by group', async () => {
    sandbox.addPrincipal({ arn: FUNCTION_ROLE, allow: RIGHTS });
    const results = await doctor({ environment: operator(), account: '123456789012' });
    expect(results.filter(({ outcome, group }) => outcome !== 'fine' && group !== 'config')).toEqual([
      // The trust policy of this role lets in the function alone, as it should.
      expect.objectContaining({ name: 'theirs in eu-west-1', outcome: 'warning' }),
      expect.objectContaining({ group: 'registries', outcome: 'not checked' }),
    ]);
    expect([...new Set(results.map(({ group }) => group))]).toEqual([
      'config',
      'aws',
      'identities',
      'backends',
      'registries',
      'clock',
    ]);
  });

  test('nothing has been written anywhere', async () => {
    await doctor();
    const reading = /^(?:Get|Describe|List|Query|Scan|Assume|Simulate)|^GET |^ping$/;
    expect([...sandbox.calls].filter(({ operation }) => !reading.test(operation))).toEqual([]);
    expect(sandbox.calls.where({ service: 'sts', operation: 'AssumeRole' })).toHaveLength(1);
  });

  test('no secret that was read or minted is told', async () => {
    const said = JSON.stringify(await doctor());
    expect(said).not.toMatch(/canary|not-a-real|made-up/);
    for (const [name, value] of Object.entries(sandbox.environment())) {
      if (/KEY|TOKEN|SECRET/.test(name)) expect(said).not.toContain(value);
    }
  });
});

describe('the credentials', () => {
  test('are wrong in another account than the one that is meant', async () => {
    const result = about(await doctor({ account: '999988887777' }), 'aws credentials');
    expect(result).toMatchObject({ outcome: 'wrong', says: expect.stringContaining('999988887777') });
  });

  test('are wrong where there are none, and who asks is then not known to the others', async () => {
    const { AWS_SESSION_TOKEN: _, ...environment } = sandbox.environment();
    const results = await doctor({ environment: { ...environment, AWS_ACCESS_KEY_ID: 'AKIA_UNKNOWN' } });
    expect(about(results, 'aws credentials')).toMatchObject({ outcome: 'wrong', kind: 'denied' });
    expect(about(results, 'role of refreshEcr')).toMatchObject({ outcome: 'not checked' });
    expect(about(results, 'own role in us-east-1')).toMatchObject({ outcome: 'wrong' });
    expect(about(results, 'clock')).toMatchObject({ outcome: 'fine' });
  });

  test('are not asked for where nothing is of AWS', async () => {
    config = compile(
      'registries: [{ host: ghcr.io, credentials: { username: a, password: { from: env, id: A } }, publish: [file] }]',
      'x',
    );
    const results = await doctor({ environment: { ...sandbox.environment(), A: 'word' } });
    expect(about(results, 'aws credentials')).toMatchObject({ outcome: 'not checked' });
    expect(sandbox.calls.where({ service: 'sts' })).toEqual([]);
  });
});

describe('the role of a function', () => {
  test('is asked about before the function needs it', async () => {
    sandbox.addPrincipal({ arn: FUNCTION_ROLE, allow: RIGHTS.slice(0, 2) });
    const result = about(await doctor({ environment: operator() }), 'role of refreshEcr');
    expect(result).toMatchObject({ outcome: 'wrong', kind: 'denied' });
    expect(result.says).toContain(
      `secretsmanager:PutSecretValue on arn:aws:secretsmanager:us-east-1:123456789012:secret:${NAME}-??????`,
    );
    expect(result.says).not.toContain('ecr:');
  });

  test('is not asked about by who may not', async () => {
    sandbox.addPrincipal({ arn: FUNCTION_ROLE, allow: RIGHTS });
    expect(about(await doctor(), 'role of refreshEcr')).toMatchObject({
      outcome: 'not checked',
      hint: `allow iam:SimulatePrincipalPolicy on ${FUNCTION_ROLE}`,
    });
  });

  test('is not asked about before it is there', async () => {
    expect(about(await doctor({ environment: operator() }), 'role of refreshEcr')).toMatchObject({
      outcome: 'not checked',
      says: `there is no ${FUNCTION_ROLE}`,
    });
  });
});

describe('the ledger', () => {
  test('is fine where its table can be read, and says how much it knows', async () => {
    const result = about(await doctor(), 'aws ledger');
    expect(result).toMatchObject({
      outcome: 'fine',
      says: `${LEDGER_TABLE.name} has 0 published secrets`,
    });
  });

  test('is not asked about before its table is there', async () => {
    expect(about(await doctor({ table: 'another' }), 'aws ledger')).toMatchObject({
      outcome: 'not checked',
      says: 'there is no table another',
    });
  });

  test('that denies whoever asks may let the functions in: a warning', async () => {
    const environment = as('arn:aws:iam::123456789012:user/other', ['ecr:*', 'sts:*']);
    const result = about(await doctor({ environment }), 'aws ledger');
    expect(result).toMatchObject({ outcome: 'warning', kind: 'denied' });
  });

  test('is among what the role of a function must be allowed', async () => {
    sandbox.addPrincipal({ arn: FUNCTION_ROLE, allow: RIGHTS.slice(0, 4) });
    const result = about(await doctor({ environment: operator() }), 'role of refreshEcr');
    const table = `arn:aws:dynamodb:us-east-1:123456789012:table/${LEDGER_TABLE.name}`;
    expect(result).toMatchObject({ outcome: 'wrong', kind: 'denied' });
    expect(result.says).toMatch(new RegExp(`dynamodb:Query on ${table}; dynamodb:UpdateItem on ${table}$`));
  });
});

describe('what Google keeps and does not tell', () => {
  const KEPT = dedent(`
    backends:
      baseten: { type: baseten, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/baseten } }
    identities:
      gar: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/p/providers/lambda }
    registries:
      - host: ghcr.io
        credentials: { username: bot, password: { from: google-secret-manager, id: projects/my-project/secrets/ghcr } }
        publish: [baseten]
  `);

  test.each([
    ['to whoever asks may be told to the functions: a warning', 'user/operator', 'warning'],
    ['to the function is wrong', `role/${ROLES.refreshStored}`, 'wrong'],
  ])('%s', async (_, name, outcome) => {
    config = compile(KEPT, 'registries.yml');
    await sandbox.stop();
    sandbox = await startSandbox(worldOf(config));
    const environment = as(`arn:aws:iam::123456789012:${name}`, ['sts:GetCallerIdentity']);
    const before = await doctor({ environment });
    expect(about(before, 'stored for ghcr.io')).toMatchObject({ outcome: 'fine' });
    expect(about(before, 'backends baseten')).toMatchObject({ outcome: 'fine' });

    sandbox.google.allowNothing();
    const after = await doctor({ environment });
    for (const part of ['stored for ghcr.io', 'backends baseten']) {
      expect(about(after, part)).toMatchObject({ outcome, kind: 'denied' });
      expect(about(after, part).hint).toContain(
        'allow secretmanager.versions.access on "projects/my-project',
      );
    }
  });
});

describe('an identity', () => {
  test('that denies whoever asks may let the functions in: a warning', async () => {
    const result = about(await doctor({ environment: operator() }), 'theirs');
    expect(result).toMatchObject({ outcome: 'warning', kind: 'denied' });
    expect(result.hint).toMatch(/^you are arn:aws:iam::123456789012:user\/operator; the functions/);
  });

  test('that denies the function is wrong', async () => {
    const result = about(await doctor({ environment: as(FUNCTION_ROLE, RIGHTS) }), 'theirs');
    expect(result).toMatchObject({ outcome: 'wrong', kind: 'denied' });
    expect(result.hint).toContain('sts:AssumeRole');
  });

  test('whose tokens the gate of a run would refuse is wrong, and says how many publications fail', async () => {
    useEnvironment(sandbox.environment());
    const [publication] = config.registries[0]?.publish ?? [];
    if (publication === undefined) throw new Error('nothing is published');
    const { id, host, format } = publication;
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const times = { mintedAt: at(-3), publishedAt: at(-3), expiresAt: at(9) };
    await dynamodbLedger({ table: LEDGER_TABLE.name, region: 'us-east-1' }).record({
      id,
      published: { host, format, fingerprint: 'f', ...times },
    });
    sandbox.faults.add({ service: 'ecr', times: 9, fault: shortLived(3_600_000) });

    const result = about(await doctor(), 'own role');

    expect(result).toMatchObject({ outcome: 'wrong', kind: 'expired' });
    expect(result.says).toMatch(/^1 of 2 publications would fail: /);
  });

  test('that gets tokens of a short life is doubtful', async () => {
    sandbox.faults.add({
      service: 'ecr',
      times: 9,
      fault: { kind: 'short-lived', milliseconds: 4 * 3_600_000 },
    });
    expect(about(await doctor(), 'own role')).toMatchObject({ outcome: 'warning' });
  });
});

describe('a backend', () => {
  const make = (SecretString: string) =>
    clientsOf(sandbox).secrets.send(new CreateSecretCommand({ Name: NAME, SecretString }));

  test('that has the name for somebody else is wrong, with what to do', async () => {
    await make('theirs');
    const result = about(await doctor(), NAME);
    expect(result).toMatchObject({ outcome: 'wrong', hint: expect.stringContaining('adopt') });
    expect(sandbox.secret(NAME)?.value).toBe('theirs');
  });

  test('that is about to delete the name is wrong, with what to do', async () => {
    await make('theirs');
    await clientsOf(sandbox).secrets.send(new DeleteSecretCommand({ SecretId: NAME }));
    expect(about(await doctor(), NAME)).toMatchObject({
      outcome: 'wrong',
      hint: expect.stringContaining('restore-secret'),
    });
  });

  test('without the team is wrong, and costs no other', async () => {
    config = compile(CONFIG.replace('team: ml', 'team: lm'), 'registries.yml');
    const results = await doctor();
    expect(about(results, 'baseten')).toMatchObject({
      outcome: 'wrong',
      hint: expect.stringContaining('default, ml'),
    });
    expect(about(results, 'backends fal').outcome).toBe('fine');
  });

  test('that does not know the key is wrong, whoever asks', async () => {
    const environment = { ...operator(), FAL_KEY: 'not-a-real-key-id:not-a-real-key' };
    expect(about(await doctor({ environment }), 'backends fal')).toMatchObject({
      outcome: 'wrong',
      kind: 'denied',
    });
  });

  test('that does not take files there is wrong', async () => {
    config = compile(
      `
backends: { file: { type: file, path: package.json/secrets.json } }
registries: [{ host: public.ecr.aws, publish: [file] }]
`,
      'x',
    );
    expect(about(await doctor(), 'file:')).toMatchObject({
      outcome: 'wrong',
      hint: 'one folder of the path is a file',
    });
  });
});

describe('a registry', () => {
  const withImage = (more = '') =>
    compile(CONFIG.replace(`host: ${HOST}`, `host: ${HOST}, image: "models/llama:prod"${more}`), 'x');
  const of = (results: CheckResult[]) => about(results, `registries ${HOST}`);

  test('that would give the image is fine, and is asked with what the identity has minted', async () => {
    config = withImage();
    sandbox.addImage({ host: HOST, repository: 'models/llama', tag: 'prod' });
    expect(of(await doctor())).toMatchObject({ outcome: 'fine', says: 'pulls the image' });
    expect(sandbox.calls.where({ service: 'ecr', operation: 'GetAuthorizationToken' })).toHaveLength(2);
  });

  test('that says no is wrong, and says why', async () => {
    config = withImage();
    expect(of(await doctor())).toMatchObject({ outcome: 'wrong', hint: expect.stringMatching(/\w/) });
  });

  test.each([
    ['', 'warning'],
    [', probe: require', 'wrong'],
    [', probe: off', 'not checked'],
  ])('that cannot be heard%s is %s', async (policy, outcome) => {
    config = withImage(policy);
    sandbox.faults.add({ service: 'registry', times: 99, fault: status(503) });
    expect(of(await doctor())).toMatchObject({ outcome });
  });

  test('is not asked without a credential', async () => {
    sandbox.faults.add({ service: 'ecr', times: 99, fault: status(500) });
    expect(of(await doctor())).toMatchObject({ outcome: 'not checked' });
  });
});

describe('whatever answers badly', () => {
  test('one that never answers is given up, and costs no other', async () => {
    sandbox.faults.add({ service: 'sts', operation: 'AssumeRole', times: 9, fault: hang });
    const results = await doctor({ longestMs: 2_000 });
    expect(about(results, 'theirs')).toMatchObject({
      outcome: 'wrong',
      kind: 'unavailable',
      says: 'no answer within 2 seconds',
    });
    expect(outcomesOf(results).filter((outcome) => outcome === 'wrong')).toHaveLength(1);
  });

  test('a service out of order is wrong in its own words', async () => {
    sandbox.faults.add({ service: 'baseten', times: 99, fault: status(500) });
    const result = about(await doctor(), 'baseten');
    expect(result).toMatchObject({
      outcome: 'wrong',
      kind: 'unavailable',
      hint: expect.stringMatching(/\w/),
    });
  });
});

test('offline nobody is asked, and the config is told all the same', async () => {
  const results = await doctor({ offline: true });
  expect([...sandbox.calls]).toEqual([]);
  expect(about(results, 'config registries.yml')).toMatchObject({ outcome: 'fine' });
  expect(outcomesOf(results.filter(({ group }) => group !== 'config'))).toEqual(
    Array.from({ length: 11 }, () => 'not checked'),
  );
});

describe('the clock', () => {
  test.each([
    [40, 'fine', '40 s ahead'],
    [-60 * 4, 'warning', '4 min behind'],
    [3_600, 'wrong', '1 h ahead'],
  ] as const)('%i seconds off is %s', async (seconds, outcome, says) => {
    const { clockCheck, judgeClock } = await import('../../lib/doctor/clock-check.ts');
    expect(judgeClock(seconds * 1_000)).toMatchObject({ outcome, says });
    const now = () => new Date(Date.now() + seconds * 1_000);
    const answer = await clockCheck(patientIn(sandbox.environment(), { now })).run(
      AbortSignal.timeout(50_000),
    );
    expect(answer.outcome).toBe(outcome);
  });

  test('is not judged where nobody tells the time', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const { clockCheck } = await import('../../lib/doctor/clock-check.ts');
    expect(await clockCheck(patientIn(env)).run(AbortSignal.timeout(50_000))).toMatchObject({
      outcome: 'not checked',
    });
  });
});
