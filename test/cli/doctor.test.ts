import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { useEnvironment } from '../aws/environment.ts';
import { pullkeeper } from './pullkeeper.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

function doctor(yaml: string, ...options: string[]) {
  writeFileSync(join(folder, 'registries.yml'), yaml);
  return pullkeeper(['doctor', ...options], { cwd: folder, env: process.env });
}

describe('pullkeeper doctor on a machine that runs pullkeeper itself', () => {
  const YAML = 'registries: [{ host: public.ecr.aws, publish: [file] }]';

  test('asks for no function, role or table', async () => {
    await using sandbox = await startSandbox();
    useEnvironment({ ...sandbox.environment(), PULLKEEPER_DESTDIR: folder });

    const { code, stdout } = await doctor(YAML, '--local');

    expect(code).toBe(0);
    expect(stdout).toContain('ledger: the file of this machine has 0 published secrets');
    expect(stdout).toContain(`credentials: ${sandbox.principal.arn}\n`);
    expect(stdout).not.toMatch(/role of|pullkeeper-prod|cannot be deployed/);
    expect(sandbox.calls.where({ service: 'dynamodb' })).toEqual([]);
    expect(sandbox.calls.where({ service: 'iam' })).toEqual([]);
  });

  test('is chosen by the ledger that a run has left', async () => {
    await using sandbox = await startSandbox();
    useEnvironment({ ...sandbox.environment(), PULLKEEPER_DESTDIR: folder });
    writeFileSync(join(folder, 'registries.yml'), YAML);
    await pullkeeper(['refresh'], { cwd: folder, env: process.env });

    const { stdout } = await doctor(YAML);

    expect(stdout).toContain('ledger: the file of this machine has 1 published secrets');
  });

  test('calls a right that is missing wrong, because no function has it instead', async () => {
    await using sandbox = await startSandbox();
    const { credentials } = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:user/ada', allow: [] });
    useEnvironment({
      ...sandbox.environment(),
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    });
    const { code, stdout } = await doctor(YAML, '--local');
    expect(code).toBe(1);
    expect(stdout).toMatch(/wrong +own role for ECR Public/);
  });

  test('is not asked about together with a deployment', async () => {
    expect(await doctor(YAML, '--local', '--stage', 'prod')).toMatchObject({ code: 2 });
  });
});

describe('pullkeeper doctor', () => {
  test('tells group by group what it found, ends with 0, and leaves nothing behind', async () => {
    await using sandbox = await startSandbox();
    useEnvironment({ ...sandbox.environment(), PULLKEEPER_DESTDIR: folder });

    const { code, stdout } = await doctor(
      'registries: [{ host: public.ecr.aws, publish: [file] }]',
      '--region',
      'us-east-1',
    );

    expect(stdout).toBe(`config
  fine         registries.yml: 1 registry, 1 publication
  fine         refreshEcr: runs every 3 h
  warning      backend file: cannot be deployed: it writes .pullkeeper/secrets.json, and a deployed function can write files only below /tmp
               do: to deploy, publish to another backend, or give this one a path below /tmp; "pullkeeper refresh" on your own machine can write it

aws
  fine         credentials: ${sandbox.principal.arn}; the functions have their own roles
  not checked  role of refreshEcr: ${sandbox.principal.arn} may not call iam:SimulatePrincipalPolicy
               do: allow iam:SimulatePrincipalPolicy on arn:aws:iam::123456789012:role/pullkeeper-prod-ecr-us-east-1
  not checked  ledger: there is no table pullkeeper-prod-ledger
               do: deploy, or name the deployment with --stage and --region

identities
  fine         own role for ECR Public: mints; it lives 12 h

backends
  fine         file: DOCKER_REGISTRY_public.ecr.aws: does not exist yet: the first run creates it

registries
  fine         public.ecr.aws: accepts the credential; registries.yml names no image, so no pull was tried

clock
  fine         clock: right, within a few seconds

1 warning, 2 not checked, 7 fine. Nothing was found that would fail the next run. 2 checks could not be made.
`);
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual(['registries.yml']);
  });

  test('ends with 1, and tells a cause and what to do about it once', async () => {
    await using sandbox = await startSandbox();
    useEnvironment({ ...sandbox.environment(), AWS_ACCESS_KEY_ID: 'AKIA_UNKNOWN' });

    const { code, stdout } = await doctor(
      'registries: [{ host: public.ecr.aws, publish: [file] }]',
      '--json',
    );
    const text = (await doctor('registries: [{ host: public.ecr.aws, publish: [file] }]')).stdout;

    expect(code).toBe(1);
    const wrong = JSON.parse(stdout).filter(({ outcome }: { outcome: string }) => outcome === 'wrong');
    expect(wrong.map(({ name }: { name: string }) => name)).toEqual([
      'credentials',
      'ledger',
      'own role for ECR Public',
    ]);
    expect(text.match(/do: check that the credentials are active/g)).toHaveLength(1);
    expect(text).toContain('Fix the first problem first');
  });

  test('takes a registries.yml that is wrong for a finding, and asks nothing then', async () => {
    const { code, stdout } = await doctor('registries: [{ hots: a, publish: [file] }]');
    expect(code).toBe(1);
    expect(stdout).toContain('wrong        registries.yml: registries.yml has 2 problems\n');
    expect(stdout).toContain('unknown key "hots"; did you mean "host"?');
  });

  test('asks nobody offline', async () => {
    const { code, stdout } = await doctor(
      'registries: [{ host: public.ecr.aws, publish: [file] }]',
      '--offline',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('not checked  clock: --offline');
  });

  test.each([
    [['--account', '12'], 2],
    [['--registries', 'missing.yml'], 3],
  ])('ends with another code when called with %s', async (options, code) => {
    expect((await doctor('registries: [{ host: public.ecr.aws, publish: [file] }]', ...options)).code).toBe(
      code,
    );
  });
});
