import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { until } from '../time-limit.ts';
import { buildPackage } from './built-package.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const REGISTRIES = `registries: [{ host: ${HOST}, image: 'models/llama:prod', publish: [file] }]`;
const TOKEN = 'a-token-of-a-test-and-no-other';

/** The steps of the Dockerfile, in order. */
const STEPS = readFileSync('Dockerfile', 'utf8')
  .split('\n')
  .flatMap((line): [string, string][] => {
    const [, name, words] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name === undefined || words === undefined ? [] : [[name, words]];
  });
const step = (wanted: string) => STEPS.find(([name]) => name === wanted)?.[1] ?? expect.fail(`no ${wanted}`);
const all = (wanted: string) => STEPS.flatMap(([name, words]) => (name === wanted ? [words] : []));

/** There is no engine here: an empty folder stands for the root of the image, and node:24-slim for this machine's Node. */
let root = '';
/** Absolute paths of the image, below that folder. The words of a program of Node are none. */
const inRoot = (text: string) =>
  text.replaceAll(/(?<=^|[\s=])\/(?:opt|data|config)\b/g, (path) => `${root}${path}`);
const isRoot = process.getuid?.() === 0;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  chmodSync(root, 0o755);
  await buildPackage();
  for (const [name, words] of STEPS) {
    const [from = '', to = ''] = words.split(' ');
    if (name === 'COPY') {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      cpSync(from, join(root, to), { recursive: true });
    }
    if (name === 'RUN') {
      const script = isRoot ? words : words.replaceAll(/chown \S+ /g, 'ls ');
      const { status, stderr } = spawnSync('sh', ['-c', inRoot(script)], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    }
  }
  writeFileSync(join(root, 'config/registries.yml'), REGISTRIES);
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The entry point as the image runs it: its user, its variables, its folder, and nothing else of this machine. */
async function container(words: string[]) {
  const sandbox = await startSandbox(worldOf(compile(REGISTRIES, 'registries.yml')));
  onTestFinished(() => sandbox.stop());
  const [uid = 0, gid = 0] = step('USER').split(':').map(Number);
  const variables = all('ENV').flatMap((line) => line.split(' ').map((each) => inRoot(each).split('=')));
  const env = {
    ...Object.fromEntries(variables),
    ...sandbox.environment(),
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    PULLKEEPER_TOKEN: TOKEN,
  };
  const [program = '', ...entry] = JSON.parse(step('ENTRYPOINT')).map(inRoot);
  expect(program).toBe('node');
  const child = spawn(process.execPath, [...entry, ...words], {
    cwd: inRoot(step('WORKDIR')),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot && { uid, gid }),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += String(chunk);
  });
  const closed = once(child, 'close');
  return { said, kill: () => child.kill('SIGTERM'), end: async () => ({ code: (await closed)[0], ...said }) };
}

describe('the container image', { timeout: 60_000 }, () => {
  test('begins from a slim Node, and holds the package alone', () => {
    expect(step('FROM')).toBe('node:24-slim');
    expect(existsSync(join(root, 'opt/pullkeeper/build/cli/main.mjs'))).toBe(true);
    expect(readFileSync('.dockerignore', 'utf8')).toBe('*\n!build/package\n');
  });

  test('does not run as root', () => expect(step('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/));

  test('refreshes with its own bundle, and writes to /data alone', async () => {
    const { end } = await container(['refresh', '--json']);
    const { code, stdout, stderr } = await end();
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).counts).toMatchObject({ published: 1, failed: 0 });
    expect(existsSync(join(root, 'data/ledger.json'))).toBe(true);
  });

  test('serves and refreshes as its default command does, is healthy, and ends when it is told to', async () => {
    const words: string[] = JSON.parse(step('CMD'));
    expect(words).toEqual(['serve', '--refresh', '--listen', '0.0.0.0:8080']);
    const { said, kill, end } = await container([...words.slice(0, -1), '0.0.0.0:0']);
    await until(() => expect(said.stdout, said.stderr).toContain('run ended'));
    const [, port = ''] = /"url":"http:\/\/0\.0\.0\.0:(\d+)"/.exec(said.stdout) ?? [];

    const [, health = ''] = /CMD (\[.*\])$/.exec(step('HEALTHCHECK')) ?? [];
    const [, ...check]: string[] = JSON.parse(health);
    const asked = (at: string) =>
      spawn(
        process.execPath,
        check.map((word) => word.replace(':8080', `:${at}`)),
      );
    expect(await once(asked(port), 'close')).toEqual([0, null]);
    expect(await once(asked('9'), 'close')).toEqual([1, null]);

    kill();
    expect((await end()).code).toBe(0);
  });
});
