import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const hasPreCommit = spawnSync('pre-commit', ['--version']).status === 0;

/** pre-commit installs all development dependencies to build the package: minutes, once. */
const runs = hasPreCommit && process.env.MODE === 'reliability';

let home = '';
const repository = () => join(home, 'repository');
const env = () => ({ ...process.env, PRE_COMMIT_HOME: join(home, 'cache'), NODE_ENV: '' });
const git = (cwd: string, ...words: string[]) =>
  spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...words], {
    cwd,
    encoding: 'utf8',
    env: env(),
  });

beforeAll(() => {
  if (!runs) return;
  home = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const hook = join(home, 'hook');
  for (const folder of [hook, repository()]) {
    mkdirSync(folder);
    git(folder, 'init', '-q');
  }
  execFileSync('sh', ['-c', `git ls-files -co --exclude-standard | tar cf - -T - | tar xf - -C '${hook}'`]);
  git(hook, 'add', '-A');
  git(hook, 'commit', '-qm', 'The project as it is');
  const rev = git(hook, 'rev-parse', 'HEAD').stdout.trim();
  const config = `repos: [{ repo: "${hook}", rev: ${rev}, hooks: [{ id: pullkeeper-validate }] }]\n`;
  writeFileSync(join(repository(), '.pre-commit-config.yaml'), config);
  const { status, stdout } = spawnSync('pre-commit', ['install', '--install-hooks'], {
    cwd: repository(),
    encoding: 'utf8',
    env: env(),
  });
  expect(status, stdout).toBe(0);
}, 900_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

function commit(text: string) {
  writeFileSync(join(repository(), 'config.yaml'), text);
  git(repository(), 'add', '-A');
  const { status, stderr } = git(repository(), 'commit', '-m', 'A config');
  return { status, output: stderr };
}

describe.skipIf(!runs)('pre-commit (skipped without pre-commit, and outside npm run reliability)', () => {
  test('lets a good file be committed', () => {
    expect(commit('base_image: { image: python:3.12 }\n').status).toBe(0);
  });

  test('stops a bad file, and says why', () => {
    const { status, output } = commit(
      'base_image: { image: python:3.12, docker_auth: { auth_method: NO_SUCH_METHOD, registry: x } }\n',
    );
    expect(status).toBe(1);
    expect(output).toContain('config.yaml:1:63: error TDA003');
  });
});
