import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from './command.ts';

/** The package as it is installed: in a node_modules, without its sources and without what those need. */
let home = '';
let installed = '';
beforeAll(async () => {
  const { code, stderr } = await command(['node', 'scripts/bundle/cli.ts']);
  expect(code, stderr).toBe(0);
  home = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  installed = join(home, 'node_modules/pullkeeper');
  for (const part of ['package.json', 'build/cli', 'cli/pullkeeper.cjs', 'scripts/node.cjs']) {
    cpSync(part, join(installed, part), { recursive: true });
  }
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const pullkeeper = () => join(installed, 'cli/pullkeeper.cjs');

describe('the command line as a package', { timeout: 60_000 }, () => {
  test('runs without its sources', () => {
    const { status, stdout } = spawnSync('node', [pullkeeper(), 'inspect'], {
      input: 'word',
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([1, expect.stringContaining('a password or a token alone')]);
  });

  test('asks every cloud, Google too, from what is bundled', async () => {
    const asked = ['node', pullkeeper(), 'doctor', '--registries', 'test/e2e/google.yml'];
    const { code, stdout } = await command(['node', 'scripts/sandbox.ts', ...asked], {
      env: { PULLKEEPER_REGISTRIES: 'test/e2e/google.yml' },
    });
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('wrong ')]);
  });

  test('begins without any client of a cloud', () => {
    const main = readFileSync(join(installed, 'build/cli/main.mjs'), 'utf8');
    expect(main).not.toMatch(/class (?:STSClient|SecretManagerServiceClient|OAuth2Client)/);
  });
});
