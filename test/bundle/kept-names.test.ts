import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { bundle } from '../../scripts/bundle.ts';
import { keptNames } from '../../scripts/kept-names.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files by their paths, bundled and minified, the first with what it imports. */
async function bundled(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const outfile = join(folder, 'bundled.mjs');
  await build({
    entryPoints: [join(folder, Object.keys(files)[0] ?? '')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    sourcemap: 'external',
    plugins: [keptNames],
  });
  return outfile;
}

describe('in what is bundled', () => {
  test('our functions and classes have their names, those of others only where they are asked for', async () => {
    const outfile = await bundled({
      'lib/ours.ts': `
        import { Long } from '../node_modules/long/index.js';
        import { other } from '../node_modules/other/index.js';
        interface Unused { a: string }
        export function refresh(unused?: Unused): unknown[] { return [unused, refresh.name, Ours.name, Long.name, other.name]; }
        class Ours {}`,
      'node_modules/long/index.js': 'export class Long {}',
      'node_modules/other/index.js': 'export function other() {}',
    });

    const [, ...names] = (await import(pathToFileURL(outfile).href)).refresh();

    expect(names.slice(0, 3)).toEqual(['refresh', 'Ours', 'Long']);
    expect(names[3]).toHaveLength(1);
  });

  test('a place leads to the line that was written', async () => {
    const outfile = await bundled({
      'lib/ours.ts': '// One.\nexport function refresh() {\n  return "there";\n}\n',
    });

    const map = new SourceMap(JSON.parse(readFileSync(`${outfile}.map`, 'utf8')));
    const column = readFileSync(outfile, 'utf8').indexOf('return"there"');

    expect(map.findEntry(0, column)).toMatchObject({ originalLine: 2 });
  });

  test('no other package asks for the name of a class', async () => {
    const config = compile('registries: [{ host: public.ecr.aws }]', 'registries.yml');
    const { metafile } = await bundle(config, join(folder, 'build'));
    const asking = Object.keys(metafile.inputs)
      .map((input) => /node_modules\/(?:.*node_modules\/)?((?:@[^/]+\/)?[^/]+)\/.*\.[cm]?js$/.exec(input))
      .flatMap((found) => (found === null ? [] : [{ path: found[0], name: found[1] ?? '' }]))
      .filter(({ path }) => /constructor\??\.name/.test(readFileSync(path, 'utf8')))
      .map(({ name }) => name);

    expect([...new Set(asking)].sort()).toEqual([
      '@aws-sdk/core', // NoOpLogger, which keeps its name, as for those below
      '@aws-sdk/credential-provider-http',
      '@aws-sdk/credential-provider-node',
      '@smithy/core',
      'gaxios', // what Node has: Blob, File, FormData
      'google-gax', // Any, which it makes with a name; and what it traces errors by
      'node-domexception', // what Node has
      'node-fetch', // its own, which keep their names
      'proto3-json-serializer', // Long, which keeps its name
      'yaml', // the class of something that is no YAML
    ]);
  }, 30_000);
});
