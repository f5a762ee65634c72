import { describe, expect, test } from 'vitest';
import { pullkeeper } from './pullkeeper.ts';

const plan = (args: string[] = [], more = {}) => pullkeeper(['plan', ...args], more);

describe('pullkeeper plan', () => {
  test('shows what the sample leads to, and needs neither a cloud nor a ledger', async () => {
    const { code, stdout, stderr } = await plan();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`refreshEcr  every 3 h
  ECR in us-east-1, as the function's own role: lives 12 h, survives 2 missed runs
    baseten  docker-auth  DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.com
    aws      docker-auth  models/DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.com
  ECR in eu-west-1, as pull-only: lives 12 h, survives 2 missed runs
`);
    expect(stdout).toMatch(/refreshEcr {2}AWS Secrets Manager +6 +48 +1,460 {2}aws\n/);
    expect(stdout).toMatch(/\n {2}aws +\$1\.21 {2}secrets: 3, calls: 1,460\n/);
    expect(stdout).toMatch(/\n {2}together +\$\d+\.\d\d\n/);
  });

  test('says of each publication which host it is for, and of what is stored where it is kept', async () => {
    const { stdout } = await plan(['--registries', 'test/e2e/everything.yml']);
    expect(stdout).toContain('AWS_ECR_PASSWORD (111122223333.dkr.ecr.us-east-1.amazonaws.com)');
    expect(stdout).toContain(
      'ghcr.io, kept in pullkeeper/ghcr (aws-secrets-manager): lives until it is revoked',
    );
    expect(stdout).toMatch(/fal +requests +1 +none published/);
    expect(stdout).toContain('note  fal is experimental');
  });

  test('begins with the totals, and shows notes alone if asked', async () => {
    const { stdout } = await plan(['--registries', 'test/e2e/everything.yml']);
    expect(stdout).toMatch(/^\d+ secrets from \d+ credentials, about \$\d+\.\d\d a month, \d+ notes?\n/);
    const { stdout: short } = await plan(['--problems', '--registries', 'test/e2e/everything.yml']);
    expect(short).toContain('note  fal is experimental');
    expect(short).not.toContain('API calls');
  });

  test('bills neither Lambda nor a table nor alarms for runs on a machine', async () => {
    const costs = async (...args: string[]) => JSON.parse((await plan([...args, '--json'])).stdout);
    const deployed = await costs();
    const local = await costs('--local');
    const names = ({ costs }: { costs: { of: string }[] }) => costs.map(({ of }) => of);
    expect(names(deployed)).toEqual(expect.arrayContaining(['aws', 'the ledger', 'Lambda', 'CloudWatch']));
    expect(names(local)).toContain('aws');
    expect(names(local)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/Lambda|CloudWatch|ledger/)]),
    );
    expect(JSON.stringify(local.calls)).not.toContain('DynamoDB');
    expect(local.functions).toEqual(deployed.functions);
  });

  test('takes --shards or --local, not both', async () => {
    expect(await plan(['--local', '--shards', '2'])).toMatchObject({ code: 2 });
  });

  test('fits a narrow terminal, and colours a wide one', async () => {
    const { stdout } = await plan([], { columns: 60 });
    expect(stdout).toContain('    baseten  docker-auth\n      DOCKER_REGISTRY_111122223333');
    expect((await plan([], { colours: true })).stdout).toContain(
      '\u001b[32msurvives 2 missed runs\u001b[39m',
    );
    expect(stdout).not.toContain('\u001b');
  });

  test('speaks JSON to machines', async () => {
    const { stdout } = await plan(['--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      functions: [{ name: 'refreshEcr', cadenceSeconds: 10_800 }],
      warnings: [],
    });
  });

  test.each([
    ['that does not exist', 'nowhere.yml', /^pullkeeper plan: nowhere\.yml does not exist\n/],
    ['that is a folder', 'docs', /docs is a folder, not a file\n/],
    ['that is not UTF-8', 'docs/images/board-dark.png', /is not UTF-8\nsave the file as UTF-8\n/],
  ])('says why it cannot read a file %s', async (_, file, reason) => {
    const { code, stdout, stderr } = await plan(['--registries', file]);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(reason);
  });

  test('reads the registries.yml that the environment names, and says what is wrong with it', async () => {
    const { code, stderr } = await plan([], { env: { PULLKEEPER_REGISTRIES: 'test/e2e/broken.yml' } });
    expect(code).toBe(3);
    expect(stderr).toContain('broken.yml:3:5  unknown key "publsh"');
  });
});
