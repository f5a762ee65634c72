import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const PACKAGE = `node-${process.platform}-${process.arch}`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a Node there that says where it is. */
function bring(place: string, version = '24.21.0'): void {
  const bin = join(folder, place, 'node_modules', PACKAGE, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(dirname(bin), 'package.json'), JSON.stringify({ name: PACKAGE, version }));
  writeFileSync(join(bin, 'node'), `#!/bin/sh\necho "from ${place}"\n`, { mode: 0o755 });
}

/** Calls pullkeeper, which is installed here, in a project there, by a Node that says that it is old. */
function call(installed: string, project: string) {
  const script = join(folder, installed, 'scripts', 'node.cjs');
  for (const each of [dirname(script), join(folder, project)]) mkdirSync(each, { recursive: true });
  copyFileSync('scripts/node.cjs', script);
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); require(${JSON.stringify(script)})`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', pretend], {
    cwd: join(folder, project),
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

describe.skipIf(process.platform === 'win32')(
  'an old Node leaves the work to the one that came along',
  () => {
    test.each([
      ['in pullkeeper itself', 'app/node_modules/pullkeeper', 'app/node_modules/pullkeeper', 'app'],
      ['beside it, in the project that depends on it', 'app', 'app/node_modules/pullkeeper', 'app'],
      ['above that, in a workspace', '.', 'packages/app/node_modules/pullkeeper', 'packages/app'],
      ['in the project that links to it', 'app', 'elsewhere/pullkeeper', 'app/sub'],
    ])('%s', (_, place, installed, project) => {
      bring(place);
      expect(call(installed, project)).toEqual({ stdout: `from ${place}\n`, stderr: '', status: 0 });
    });

    test('unless that is old as well: it would only come back', () => {
      bring('app', '20.1.0');
      expect(call('app/node_modules/pullkeeper', 'app')).toMatchObject({ status: 3, stdout: '' });
    });

    test.each([
      ['in the repository', 'scripts/serverless-plugin.ts', 'Run "npm ci" without --omit=optional'],
      ['in the published package', 'README.md', 'Install Node 24'],
    ])('and says what to do where there is none, %s', (_, file, remedy) => {
      mkdirSync(join(folder, 'clone/scripts'), { recursive: true });
      writeFileSync(join(folder, 'clone', file), '');
      const { status, stderr } = call('clone', 'app');
      expect(status).toBe(3);
      expect(stderr).toMatch(new RegExp(`^pullkeeper needs Node 22\\.18 or newer.*\n${remedy}`));
    });
  },
);
