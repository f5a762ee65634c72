import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { status } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { useEnvironment } from '../aws/environment.ts';
import { pullkeeper } from './pullkeeper.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const REGISTRIES = `
registries:
  - { host: ghcr.io, credentials: { username: bot, password: { from: env, id: GHCR_TOKEN } }, publish: [file] }
  - { host: ${ECR}, image: 'models/llama:prod', publish: [file] }
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  writeFileSync(join(folder, 'registries.yml'), REGISTRIES);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function clouds() {
  const sandbox = await startSandbox(worldOf(compile(REGISTRIES, 'registries.yml')));
  onTestFinished(() => sandbox.stop());
  useEnvironment({ ...sandbox.environment(), PULLKEEPER_DESTDIR: folder });
  return sandbox;
}

const refresh = (words: string[] = [], columns?: number) =>
  pullkeeper(['refresh', ...words], { cwd: folder, env: process.env, ...(columns && { columns }) });

const states = (json: string) =>
  JSON.parse(json).publications.map(({ host, outcome }: Record<string, string>) => [host, outcome]);

describe('pullkeeper refresh', () => {
  test('runs every function that the file needs, as one report in the order of the file', async () => {
    await clouds();
    const { code, stdout, stderr } = await refresh(['--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(states(stdout)).toEqual([
      ['ghcr.io', 'published'],
      [ECR, 'published'],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { published: 2, failed: 0 }, unreadable: 0 });
    expect(JSON.parse(stdout).mints).toHaveLength(2);
  });

  test('refuses the sample outside the sandbox, but for a dry run', async () => {
    await clouds();
    writeFileSync(join(folder, 'registries.yml'), `sample: true\n${REGISTRIES}`);
    expect((await refresh()).code).toBe(0);
    const env = { ...process.env, AWS_ENDPOINT_URL: undefined };
    const outside = (words: string[]) => pullkeeper(['refresh', ...words], { cwd: folder, env });
    rmSync(join(folder, '.pullkeeper'), { recursive: true });
    expect(await outside([])).toMatchObject({ code: 3, stderr: expect.stringContaining('"sample: true"') });
    expect(existsSync(join(folder, '.pullkeeper'))).toBe(false);
    expect((await outside(['--dry-run'])).code).toBe(0);
  });

  test('remembers in a file of this folder, where status finds it', async () => {
    await clouds();
    await refresh();
    expect(existsSync(join(folder, '.pullkeeper/ledger.json'))).toBe(true);
    expect(states((await refresh(['--json'])).stdout)[1]).toEqual([ECR, 'fresh']);
    const status = await pullkeeper(['status', '--json'], { cwd: folder, env: process.env });
    expect([status.code, JSON.parse(status.stdout).counts]).toEqual([
      0,
      expect.objectContaining({ alive: 2 }),
    ]);
  });

  test('remembers in a table that is named, and leaves no file', async () => {
    const sandbox = await clouds();
    expect((await refresh(['--stage', 'prod'])).code).toBe(0);
    expect(sandbox.items(LEDGER_TABLE.name)).toHaveLength(2);
    expect(existsSync(join(folder, '.pullkeeper'))).toBe(false);
  });

  test('shows a table, and on a terminal each mint and publication as it ends', async () => {
    await clouds();
    const { stdout, stderr } = await refresh([], 200);
    expect(stdout).toMatch(/^ {2}minted {2}/);
    expect(stdout).toMatch(/published +file +DOCKER_REGISTRY_111122223333\S+ +pulls models\/llama:prod\n/);
    expect(stdout).toContain(`${ECR}  lives until `);
    const lines = stderr.trim().split('\n');
    expect(lines.filter((line) => /^[\d:]{8} {2}minted {2}source=/.test(line))).toHaveLength(2);
    expect(lines.filter((line) => /^[\d:]{8} {2}published {2}/.test(line))).toHaveLength(2);
  });

  test('refreshes only the hosts that are asked for, and even fresh ones when forced', async () => {
    await clouds();
    await refresh();
    const { stdout } = await refresh(['--host', ECR, '--force', '--json']);
    expect(states(stdout)).toEqual([[ECR, 'published']]);
    expect(states((await refresh(['--host', ECR, 'ghcr.io', '--json'])).stdout)).toHaveLength(2);
  });

  test('only says what it would do when it is dry', async () => {
    const sandbox = await clouds();
    const { code, stdout } = await refresh(['--dry-run', '--json']);
    expect([code, states(stdout)[1]]).toEqual([0, [ECR, 'planned']]);
    expect(sandbox.calls.where({ operation: 'GetAuthorizationToken' })).toEqual([]);
    expect(existsSync(join(folder, '.pullkeeper'))).toBe(false);
  });

  test('ends with 1 when something failed, and publishes the rest', async () => {
    const sandbox = await clouds();
    sandbox.faults.add({ service: 'ecr', operation: 'GetAuthorizationToken', fault: status(500), times: 20 });
    const { code, stdout, stderr } = await refresh();
    expect(code).toBe(1);
    expect(stdout).toMatch(/failed +file +DOCKER_REGISTRY_1111/);
    expect(stdout).toMatch(/published +file +DOCKER_REGISTRY_ghcr/);
    expect(stderr).toContain('1 of 2 publications failed');
    expect(readFileSync(join(folder, '.pullkeeper/ledger.json'), 'utf8')).toContain('"kind": "unavailable"');
  });

  test.each([
    { words: ['--host', 'ghcr.oi'], code: 2, says: 'did you mean "ghcr.io"?' },
    { words: ['ghcr.io'], code: 2, says: 'say --host ghcr.io' },
    { words: ['--stage', 'dev', '--table', 'ledger'], code: 2, says: 'not both' },
    { words: ['--registries', 'missing.yml'], code: 3, says: 'missing.yml does not exist' },
  ])('ends with $code when called with $words', async ({ words, code, says }) => {
    expect(await refresh(words)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
  });
});
