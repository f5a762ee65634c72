import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSync } from 'rolldown/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../cli/commands/index.ts';
import { RULES } from '../../lib/validate/catalogue.ts';
import { PACKAGE_PAGES, rulePage } from '../../lib/validate/formats/rule-page.ts';
import { buildPackage } from './built-package.ts';
import { command } from './command.ts';

/** Nothing is fetched: every registry and proxy is a closed port. */
const OFFLINE = {
  npm_config_offline: 'true',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
};
const GOOD = 'base_image: { image: python:3.12 }\n';
const BAD = 'base_image: { image: python:3.12, docker_auth: { auth_method: NO_SUCH_METHOD, registry: x } }\n';

let home = '';
let packed: { unpackedSize: number; files: { path: string }[] };
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  await buildPackage();
  const { stdout } = spawnSync('npm', ['pack', '--json', '--pack-destination', home], {
    cwd: 'build/package',
    encoding: 'utf8',
    env: { ...process.env, ...OFFLINE },
  });
  [packed] = JSON.parse(stdout);
  const tarball = join(home, `pullkeeper-${manifest().version}.tgz`);
  mkdirSync(join(home, 'empty'));
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', tarball];
  const installed = spawnSync('npm', words, {
    cwd: join(home, 'empty'),
    encoding: 'utf8',
    env: { ...process.env, ...OFFLINE },
  });
  expect(installed.status, installed.stderr).toBe(0);
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const manifest = () => JSON.parse(readFileSync('build/package/package.json', 'utf8'));

/** Runs the installed command in the folder where it is installed. */
function pullkeeper(args: string[], input = '') {
  const bin = join(home, 'empty/node_modules/.bin/pullkeeper');
  const env = { ...process.env, ...OFFLINE, NODE_COMPILE_CACHE: join(home, 'cache') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: join(home, 'empty'),
    encoding: 'utf8',
    input,
    env,
  });
  return { status, stdout, stderr };
}

describe('the npm package', { timeout: 60_000 }, () => {
  test('has no dependencies and no scripts, and needs Node 22.18', () => {
    expect(Object.keys(manifest())).toEqual(
      expect.not.arrayContaining([
        'dependencies',
        'devDependencies',
        'optionalDependencies',
        'scripts',
        'private',
      ]),
    );
    expect(manifest().engines).toEqual({ node: '>=22.18' });
    expect(existsSync(join(home, 'empty/node_modules/pullkeeper'))).toBe(true);
  });

  test('is at most 3 MB, with its schema, its licence and the licences of others', () => {
    expect(packed.unpackedSize).toBeLessThanOrEqual(3_000_000);
    expect(packed.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'build/cli/THIRD-PARTY-NOTICES.txt',
        'docs/registries.schema.json',
      ]),
    );
    expect(packed.files.filter(({ path }) => /\.(?:ts|map)$/.test(path))).toEqual([]);
  });

  test('names every package in its bundle in the notices', () => {
    const notices = readFileSync('build/package/build/cli/THIRD-PARTY-NOTICES.txt', 'utf8');
    for (const name of ['zod', 'yaml', '@aws-sdk/client-ecr', 'google-auth-library', 'google-gax']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  test('has the page that each rule links to', () => {
    const held = packed.files.map(({ path }) => path);
    const linked = RULES.map(({ id }) => rulePage(id).replace(`${PACKAGE_PAGES}/`, 'docs/'));
    expect(linked.filter((path) => !held.includes(path))).toEqual([]);
    expect(held).toContain('docs/validate.md');
  });

  /** Node 24 has declarations with `using`. On an older Node a file with one cannot be loaded. */
  test('is written in the language of Node 22', () => {
    const folder = 'build/package/build/cli';
    const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
    const newer = files.flatMap((name) => {
      const { program } = parseSync(name, readFileSync(join(folder, name), 'utf8'));
      return /"kind":"(?:await )?using"/.test(JSON.stringify(program, withoutBigInt)) ? [name] : [];
    });
    expect(files.length).toBeGreaterThan(10);
    expect(newer).toEqual([]);
  });

  test('tells its version and commit', () => {
    const { stdout } = pullkeeper(['--version']);
    const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
    expect(stdout).toBe(`pullkeeper ${manifest().version} (${commit || 'commit unknown'})\n`);
  });

  test.each([
    { name: 'a good file', text: GOOD, status: 0 },
    { name: 'a bad file', text: BAD, status: 1 },
  ])('validates $name', ({ text, status }) => {
    writeFileSync(join(home, 'empty/config.yaml'), text);
    expect(pullkeeper(['validate', 'config.yaml']).status).toBe(status);
  });

  test('runs what needs no cloud', () => {
    cpSync('registries.example.yml', join(home, 'empty/registries.yml'));
    expect(pullkeeper(['inspect'], 'word')).toMatchObject({ status: 1, stderr: '' });
    expect(pullkeeper(['plan'])).toMatchObject({ status: 0, stderr: '' });
    expect(pullkeeper(['doctor', '--offline']).stdout).toContain('config');
    expect(pullkeeper(['completion', 'bash'])).toMatchObject({ status: 0, stderr: '' });
  });

  test.each(COMMANDS.map(({ name }) => name))('explains %s', (name) => {
    const { status, stdout, stderr } = pullkeeper([...name.split(' '), '--help']);
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining(`pullkeeper ${name}`), '']);
  });

  test('asks every cloud, Google too', async () => {
    const bin = join(home, 'empty/node_modules/pullkeeper/cli/pullkeeper.cjs');
    const asked = ['node', bin, 'doctor', '--registries', 'test/e2e/google.yml'];
    const { code, stdout } = await command(['node', 'scripts/sandbox.ts', ...asked], {
      env: { PULLKEEPER_REGISTRIES: 'test/e2e/google.yml' },
    });
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('wrong ')]);
  });
});

/** JSON has no BigInt, and the packages that are bundled have some. */
function withoutBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
