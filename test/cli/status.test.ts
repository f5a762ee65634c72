import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { dynamodbLedger } from '../../lib/ledger/dynamodb.ts';
import { fileLedger } from '../../lib/ledger/file.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { useEnvironment } from '../aws/environment.ts';
import { at, ECR, ecr, entryOf, FAILED, HOUR, NOW } from '../status/entries.ts';
import { pullkeeper } from './pullkeeper.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
  await writeFile(join(cwd, 'registries.yml'), `registries: [{ host: ${ECR}, publish: [file] }]\n`);
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const status = (args: string[] = [], more = {}) =>
  pullkeeper(['status', ...args], { cwd, now: NOW, ...more });
const remember = (entry: Entry, folder = '.pullkeeper') =>
  fileLedger(join(cwd, folder, 'ledger.json')).record(entry);

describe('pullkeeper status', () => {
  test.each<[string, Entry, number]>([
    ['all is well', entryOf(ecr, { ago: HOUR, left: 11 * HOUR }), 0],
    [
      'a run failed, and what is there lives well',
      entryOf(ecr, { ago: HOUR, left: 11 * HOUR }, { failed: FAILED }),
      0,
    ],
    ['something is below its threshold', entryOf(ecr, { ago: 5 * HOUR, left: 7 * HOUR }), 1],
    ['something is dead', entryOf(ecr, { ago: 13 * HOUR, left: -HOUR }), 1],
  ])('when %s', async (_, entry, code) => {
    await remember(entry);
    expect(await status()).toMatchObject({ code, stderr: '' });
  });

  test('exits with 1 when nothing was published yet, and says how to begin', async () => {
    const { code, stdout } = await status([], { env: { PULLKEEPER_STATE: '.pullkeeper' } });
    expect(code).toBe(1);
    expect(stdout).toContain('never published; refreshEcr runs every 3 h');
    expect(stdout).toContain('do: wait for the next run, or npx pullkeeper refresh');
  });

  test('without a ledger here and without AWS credentials asks for the stage', async () => {
    const { code, stdout, stderr } = await status([], { env: { HOME: cwd } });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('Did you mean --stage prod?');
  });

  test('reads the ledger in the folder that the environment names', async () => {
    await remember(entryOf(ecr, { ago: HOUR, left: 11 * HOUR }), 'elsewhere');
    expect(await status([], { env: { PULLKEEPER_STATE: 'elsewhere' } })).toMatchObject({ code: 0 });
  });

  test('reads the table of what is deployed, where it is told the stage', async () => {
    await using sandbox = await startSandbox({ tables: [LEDGER_TABLE] });
    useEnvironment(sandbox.environment());
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });
    const region = 'us-east-1';
    const entry = entryOf(ecr, { ago: HOUR, left: 11 * HOUR });
    await dynamodbLedger({ table: LEDGER_TABLE.name, region }).record(entry);

    const alive = { code: 0, stdout: expect.stringContaining('all 1 alive') };
    // With AWS credentials, and without a ledger of this machine, stage prod is meant.
    expect(await status([], { env: { AWS_ACCESS_KEY_ID: 'set' } })).toMatchObject(alive);
    expect(await status(['--stage', 'prod', '--region', region])).toMatchObject({ code: 0 });
    expect(await status(['--table', LEDGER_TABLE.name, '--region', region])).toMatchObject({ code: 0 });
    expect(await status(['--stage', 'dev', '--region', region])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('pullkeeper-dev-ledger'),
    });
  });

  test('speaks to machines as the endpoint does', async () => {
    await remember(entryOf(ecr, { ago: 5 * HOUR, left: 7 * HOUR }));
    const { code, stdout } = await status(['--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'low',
      publications: [{ host: ECR, secondsToLive: 7 * 3_600, threshold: 7.5 * 3_600 }],
    });
  });

  test('fits the terminal, and colours it', async () => {
    await remember(entryOf(ecr, { ago: 5 * HOUR, left: 7 * HOUR }));
    const { stdout } = await status([], { columns: 80, colours: true });
    expect(stdout).toContain(`\n      DOCKER_REGISTRY_${ECR}\n`);
    expect(stdout).toContain('\u001b[31mlow\u001b[39m');
  });

  test('prints nothing from the ledger that steers a terminal', async () => {
    const failed = { kind: 'denied', reason: 'no\u001b[31m\n::error::no', at: at(-1) } as const;
    await remember({ ...entryOf(ecr, { ago: HOUR, left: 11 * HOUR }), failed });
    await remember({
      ...entryOf({ ...ecr, id: JSON.stringify(['file', 'x', 'gone\u001b[2J']) }, { ago: HOUR, left: HOUR }),
    });
    const { stdout } = await status();
    expect(stdout).toContain('no\\u{1b}[31m\\n::error::no');
    expect(stdout).toContain('gone\\u{1b}[2J');
    expect(stdout).not.toMatch(/[^\n\P{C}]/u);
  });

  test('does not take a ledger that cannot be read for one in which nothing is', async () => {
    await remember(entryOf(ecr, { ago: HOUR, left: 11 * HOUR }));
    await writeFile(join(cwd, '.pullkeeper/ledger.json'), '{');
    const { code, stdout, stderr } = await status();
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('is not a ledger');
  });

  test('is told what it does not know', async () => {
    expect(await status(['--stag', 'prod'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no option "--stag"; did you mean "--stage"?'),
    });
    expect(await status(['--stage', 'prod', '--table', 'other'])).toMatchObject({ code: 2 });
    expect(await status(['--registries', 'none.yml'])).toMatchObject({ code: 3 });
  });
});
