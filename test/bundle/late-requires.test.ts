import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { lateRequires } from '../../scripts/late-requires.ts';

/** What a CommonJS program prints when it has been bundled as the functions are. */
async function outputOf(contents: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [lateRequires],
  });
  const program = outputFiles[0]?.text ?? '';
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('a module of Node is loaded when something of it is used', async () => {
  const program = `
    const isLoaded = () => process.moduleLoadList.includes('NativeModule crypto');
    const crypto = require('crypto');
    const before = isLoaded();
    crypto.createHash('md5');
    console.log(JSON.stringify([before, isLoaded()]));`;

  expect(await outputOf(program)).toEqual([false, true]);
});

test('to copy all of node:util loads nothing of what it shows', async () => {
  const program = `
    const copy = {};
    const util = require('node:util');
    for (const name of Object.getOwnPropertyNames(util)) {
      Object.getOwnPropertyDescriptor(util, name);
      Object.defineProperty(copy, name, { get: () => util[name] });
    }
    const loaded = process.moduleLoadList.includes('NativeModule internal/util/parse_args/parse_args');
    console.log(JSON.stringify([loaded, typeof copy.inspect]));`;

  expect(await outputOf(program)).toEqual([false, 'function']);
});

test.each([
  ['is spread', "({ ...require('os') }).EOL", '\n'],
  ['is asked what it has', "['EOL' in require('os'), 'EOT' in require('os')]", [true, false]],
  ['is a class to extend', "new (class extends require('stream') {})() instanceof require('events')", true],
  ['is a class to make one of', "new (require('stream'))() instanceof require('stream')", true],
  ['is called as a constructor of old', "typeof require('stream').call({})", 'undefined'],
  ['lists its names', "Object.keys(require('zlib')).includes('gunzipSync')", true],
  ['is a package', "require('jws').decode('a')", null],
])('what stands for a module %s', async (_, expression, value) => {
  expect(await outputOf(`console.log(JSON.stringify(${expression}) ?? 'null')`)).toEqual(value);
});
