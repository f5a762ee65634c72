import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { lateImportCalls, lateImports } from '../../scripts/late-imports.ts';

/** What a module prints when it has been bundled as the functions are. */
async function outputOf(contents: string): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents: lateImportCalls(contents), resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [lateImports],
  });
  const program = outputFiles[0]?.text ?? '';
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const isLoaded = (name: string) => `process.moduleLoadList.includes('NativeModule ${name}')`;

test('what is named of a module of Node is loaded when it is first used', async () => {
  const program = `
    import { createHash } from 'node:crypto';
    const before = ${isLoaded('crypto')};
    createHash('md5');
    console.log(JSON.stringify([before, ${isLoaded('crypto')}]));`;

  expect(await outputOf(program)).toEqual([false, true]);
});

test.each([
  ['is imported', "import { Agent } from 'node:http'; new Agent();"],
  ['is imported by a call', "const { Agent } = await import('node:http'); new Agent();"],
])('node:http loads no other client of HTTP when it %s', async (_, use) => {
  const program = `${use}
    console.log(JSON.stringify([${isLoaded('http')}, ${isLoaded('internal/deps/undici/undici')}]));`;

  expect(await outputOf(program)).toEqual([true, false]);
});

test.each([
  ['is a class to make one of', "import { Agent } from 'node:http'", 'new Agent() instanceof Agent', true],
  [
    'is a class to extend',
    "import { Readable } from 'node:stream'",
    'new (class extends Readable {})() instanceof Readable',
    true,
  ],
  ['is a table', "import { STATUS_CODES } from 'node:http'", 'STATUS_CODES[404]', 'Not Found'],
  ['is a text', "import { EOL } from 'node:os'", 'EOL', '\n'],
  ['has another name here', "import { sep as cut } from 'node:path'", 'cut', '/'],
  ['is the module itself', "import path from 'node:path'", "path.basename('/a/b')", 'b'],
  [
    'says itself how it becomes a promise',
    "import { exec } from 'node:child_process'; import { promisify } from 'node:util'",
    "(await promisify(exec)('echo a')).stdout",
    'a\n',
  ],
])('what is imported %s', async (_, imports, expression, value) => {
  expect(await outputOf(`${imports}; console.log(JSON.stringify(${expression}));`)).toEqual(value);
});
