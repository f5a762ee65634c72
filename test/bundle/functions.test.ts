import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { OutputChunk } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { bundleFunctions } from '../../scripts/bundle/functions.ts';
import { nodeOptions } from '../../scripts/bundle/options.ts';
import { loadedWith } from './chunks.ts';

const CONFIG = compile(
  `
backends: { file: { type: file, path: /secrets.json } }
registries: [{ host: ghcr.io, credentials: { username: acme, password: { from: env, id: NOT_SET } }, publish: [file] }]
`,
  'registries.yml',
);

let folder = '';
let chunks: OutputChunk[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  chunks = await bundleFunctions(CONFIG, folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bundled functions', () => {
  test('have a file for each function', () => {
    const names = globSync('functions/*.ts').map((file) => `${basename(file, '.ts')}.mjs`);
    expect(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)).toEqual(
      expect.arrayContaining(names),
    );
  });

  test('have no two files that import each other', () => {
    for (const chunk of chunks) {
      const imported = chunks.filter(({ fileName }) => chunk.imports.includes(fileName));
      expect(loadedWith(chunks, imported).map(({ fileName }) => fileName)).not.toContain(chunk.fileName);
    }
  });

  test('name our functions in a stack trace, and lead back to the source', async () => {
    const program = `
      const { handler } = await import(${JSON.stringify(pathToFileURL(join(folder, 'refresh-stored.mjs')))});
      const context = { getRemainingTimeInMillis: () => 20_000 };
      console.log((await handler({}, context).catch((error) => error)).stack);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { env: { PULLKEEPER_STATE: folder, PULLKEEPER_DESTDIR: folder } },
    );

    const frames = [...stdout.matchAll(/at (?:async )?(\w+) \((file:.*\.mjs):(\d+):(\d+)\)/g)].map(
      ([, name = '', url = '', line, column]) => {
        const map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
        const found = map.findEntry(Number(line) - 1, Number(column) - 1);
        return { name, source: 'originalSource' in found ? found.originalSource : '' };
      },
    );
    const ours = frames.filter(({ source }) => /(?:^|\/)lib\/.*\.ts$/.test(source));
    expect(ours.length).toBeGreaterThan(0);
    for (const { name, source } of ours) {
      const file = source.slice(source.lastIndexOf('lib/'));
      expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`function ${name}\\b`));
    }
  });
});

describe('the build', () => {
  // scripts/bundle/write.ts shortens the names of its classes. NoOpLogger decides only whether a warning is printed; the others are Node's.
  test("drops names of classes in AWS's SDK that nobody asks for", () => {
    const asking = globSync('node_modules/@{aws-sdk,smithy}/*/dist-es/**/*.js').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/constructor\??\.name ===? \W?(\w+)/g)].map(([, name]) => name),
    );
    expect([...new Set(asking)].sort()).toEqual(['Blob', 'NoOpLogger', 'ReadableStream']);
  });

  test('has one plugin, which only replaces modules of Node', () => {
    const [plugin, ...others] = nodeOptions([], { coreFrom: 4 }).plugins;
    expect(others).toEqual([]);
    expect(Object.keys(plugin ?? {})).toEqual(['name', 'resolveId', 'load']);
  });

  test('fits in 200 lines', () => {
    const lines = globSync('scripts/bundle/*.ts').flatMap((file) =>
      readFileSync(file, 'utf8').trimEnd().split('\n'),
    );
    expect(lines.length).toBeLessThanOrEqual(200);
  });
});
