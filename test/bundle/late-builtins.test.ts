import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lateBuiltins } from '../../scripts/bundle/late-builtins.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles a module and returns what it prints. */
async function outputOf(text: string, ending = 'mjs'): Promise<unknown> {
  const source = join(folder, `source.${ending}`);
  writeFileSync(source, text);
  await build({
    input: source,
    platform: 'node',
    plugins: [lateBuiltins],
    output: { dir: join(folder, 'built'), entryFileNames: 'bundled.mjs' },
  });
  const built = join(folder, 'built/bundled.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [built], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const isLoaded = (name: string) => `process.moduleLoadList.includes('NativeModule ${name}')`;

describe('a module of Node in a bundle', () => {
  test('is loaded when an imported function is first called', async () => {
    const program = `
      import { createHash } from 'node:crypto';
      const before = ${isLoaded('crypto')};
      createHash('md5');
      console.log(JSON.stringify([before, ${isLoaded('crypto')}]));`;

    expect(await outputOf(program)).toEqual([false, true]);
  });

  test.each([
    ['imported', "import { Agent } from 'node:http'; new Agent();", 'mjs'],
    ['imported late', "const { Agent } = await import('node:http'); new Agent();", 'mjs'],
    ['required', "const { Agent } = require('http'); new Agent();", 'cjs'],
  ])('loads nothing for the exports that nobody uses: node:http, %s', async (_, use, ending) => {
    const program = `${use}
      console.log(JSON.stringify([${isLoaded('http')}, ${isLoaded('internal/deps/undici/undici')}]));`;

    expect(await outputOf(program, ending)).toEqual([true, false]);
  });

  test.each([
    ['a class', "import { Agent } from 'node:http'", 'new Agent() instanceof Agent', true],
    [
      'a class to extend',
      "import { Readable } from 'node:stream'",
      'new (class extends Readable {})() instanceof Readable',
      true,
    ],
    ['an object', "import { STATUS_CODES } from 'node:http'", 'STATUS_CODES[404]', 'Not Found'],
    ['a string', "import { EOL } from 'node:os'", 'EOL', '\n'],
    ['an export under another name', "import { sep as cut } from 'node:path'", 'cut', '/'],
    ['the module itself', "import path from 'node:path'", "path.basename('/a/b')", 'b'],
    ['its namespace', "import * as path from 'node:path'", "Object.keys(path).includes('sep')", true],
    ['a module that has only the prefix', "import test from 'node:test'", 'typeof test', 'function'],
    [
      'a function with properties',
      "import { exec } from 'node:child_process'; import { promisify } from 'node:util'",
      "(await promisify(exec)('echo a')).stdout",
      'a\n',
    ],
  ])('gives what is imported from it: %s', async (_, imports, expression, value) => {
    expect(await outputOf(`${imports}; console.log(JSON.stringify(${expression}));`)).toEqual(value);
  });

  test.each([
    ['spread', "({ ...require('os') }).EOL", '\n'],
    ['a class to extend', "new (class extends require('stream') {})() instanceof require('events')", true],
    ['its names', "Object.keys(require('zlib')).includes('gunzipSync')", true],
  ])('gives what is required of it: %s', async (_, expression, value) => {
    expect(await outputOf(`console.log(JSON.stringify(${expression}))`, 'cjs')).toEqual(value);
  });
});
