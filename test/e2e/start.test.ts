import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { command, NO_ACCOUNT } from './command.ts';

const compileFile = (file: string) => compile(readFileSync(file, 'utf8'), file);

const folders: string[] = [];
const temporary = () => {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** npm keeps its compile cache there; that is its own affair. */
const leftIn = (folder: string) => readdirSync(folder).filter((name) => name !== 'node-compile-cache');

describe('npm start', () => {
  test('-- --once mints, publishes, pulls with what it published, and ends well', async () => {
    const folder = temporary();

    const { code, stdout, stderr } = await command(['npm', 'start', '-s', '--', '--once'], {
      env: { ...NO_ACCOUNT, TMPDIR: folder },
    });

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/minted +ECR +us-east-1/);
    expect(stdout).toMatch(
      /111122223333\.dkr\.ecr\.us-east-1\.amazonaws\.com {2}lives until \w{3} \d\d:\d\d, 12 h/,
    );
    expect(stdout).toMatch(/published +aws +models\/DOCKER_REGISTRY_\S+ +pulls models\/llama:prod/);
    expect(stdout).not.toContain('does not pull');
    expect(leftIn(folder)).toEqual([]);
  });

  test('-- --once rehearses every backend, and what is stored as well as what is minted', async () => {
    const folder = temporary();

    const { code, stdout, stderr } = await command(['npm', 'start', '-s', '--', '--once'], {
      env: { ...NO_ACCOUNT, TMPDIR: folder, PULLKEEPER_REGISTRIES: 'test/e2e/everything.yml' },
    });

    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout.match(/^\w{3} \d\d:\d\d {2}\w+$/gm)).toEqual([
      expect.stringContaining('refreshEcr'),
      expect.stringContaining('refreshStored'),
    ]);
    expect(stdout).toMatch(/read +Secrets Manager +us-east-1 +pullkeeper\/ghcr/);
    expect(stdout).toMatch(/published +fal +GHCR_PASSWORD +pulls models\/llama:prod/);
    expect(stdout).toMatch(/ghcr\.io {2}lives until somebody revokes it/);
    expect(stdout).toMatch(/published +baseten +aws_access_key_id +no image to pull/);
    expect(stdout).not.toContain('does not pull');
    expect(leftIn(folder)).toEqual([]);
  });

  test('-- --once rehearses platforms, and a service that only registries.yml describes', async () => {
    const { code, stdout, stderr } = await command(['node', 'scripts/start.ts', '--once'], {
      env: { ...NO_ACCOUNT, PULLKEEPER_REGISTRIES: 'test/e2e/platforms.yml' },
    });

    expect([stderr, code]).toEqual(['', 0]);
    const published = compileFile('test/e2e/platforms.yml').registries.flatMap(({ publish }) => publish);
    for (const { backend, name } of published)
      expect(stdout).toMatch(new RegExp(`published +${backend} +${name} +pulls models/llama`));
    expect(stdout).not.toContain('does not pull');
  });

  test('-- --once rehearses Google as well: identities, registries and Secret Manager', async () => {
    const { code, stdout, stderr } = await command(['node', 'scripts/start.ts', '--once'], {
      env: { ...NO_ACCOUNT, PULLKEEPER_REGISTRIES: 'test/e2e/google.yml' },
    });

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/acted +Google +as puller@my-project/);
    expect(stdout).toMatch(
      /published +google +DOCKER_REGISTRY_us-central1-docker_2Epkg_2Edev +pulls my-project\/models/,
    );
    expect(stdout).toMatch(/published +google +only-password +pulls my-project\/llama/);
    expect(stdout).not.toContain('does not pull');
  });

  test('goes on, so that one sees the next refresh, until Ctrl-C ends it cleanly', async () => {
    const folder = temporary();
    const runs = (stdout: string) => stdout.match(/^\w{3} \d\d:\d\d {2}refreshEcr$/gm) ?? [];

    const { code, stdout, stderr } = await command(['node', 'scripts/start.ts'], {
      env: { ...NO_ACCOUNT, TMPDIR: folder },
      until: { ready: (text) => runs(text).length === 2 },
    });

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nEnded\. Nothing is left behind\.\n$/);
    expect(leftIn(folder)).toEqual([]);
  });

  test('refuses an option it does not know, and says which there are', async () => {
    const { code, stderr } = await command(['npm', 'start', '-s', '--', '--onec']);

    expect(code).toBe(2);
    expect(stderr).toBe('unknown option --onec\nusage: npm start [-- --once]\n');
  });

  test('says what is wrong with registries.yml and nothing else', async () => {
    const { code, stderr, stdout } = await command(['npm', 'start', '-s'], {
      env: { PULLKEEPER_REGISTRIES: 'test/e2e/broken.yml' },
    });

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      [
        'test/e2e/broken.yml has 2 problems',
        '  test/e2e/broken.yml:2:11  "https://public.ecr.aws" is not a bare host: it begins with a scheme. Did you mean "public.ecr.aws"?',
        '  test/e2e/broken.yml:3:5  unknown key "publsh"; did you mean "publish"?',
        '',
      ].join('\n'),
    );
  });
});

describe('an old Node', () => {
  const old = oldNode();
  test.skipIf(old === undefined)(
    'leaves the work to the one that came along (skipped where no Node is old)',
    async () => {
      const words = [old ?? '', '--import', './scripts/node.cjs', 'scripts/start.ts', '--once'];

      const { code, stdout, stderr } = await command(words, { env: { PATH: '/usr/bin:/bin' } });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('pulls models/llama:prod');
    },
  );
});

/** A Node on this machine, beside those of the project, that is too old for it. */
function oldNode(): string | undefined {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  return folders
    .map((folder) => join(folder, 'node'))
    .find((node) =>
      /^v(?:\d|1\d|2[01])\./.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? ''),
    );
}
