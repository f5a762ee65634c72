import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build, type OutputChunk } from 'rolldown';

const HERE = import.meta.dirname;
const COMPRESSED = promisify(brotliCompress);

/** The pages: each has a folder here, with an index.html and a main.tsx. */
const PAGES = ['board', 'playground'];
const SHARED = ['style.css', 'icon.svg'];

/**
 * Builds the pages into an empty folder. Every file is compressed with Brotli and stored in no other form:
 * `lib/serve/pages.ts` decompresses it for the clients that do not accept Brotli.
 */
export async function buildPages(outdir: string): Promise<OutputChunk[]> {
  const { output } = await build({
    input: Object.fromEntries(PAGES.map((page) => [page, join(HERE, page, 'main.tsx')])),
    platform: 'browser',
    tsconfig: join(HERE, 'tsconfig.json'),
    transform: { target: 'es2022' },
    output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', minify: true },
    write: false,
  });
  const chunks = output.filter((each) => each.type === 'chunk');
  const files = new Map<string, string>(chunks.map(({ fileName, code }) => [fileName, code]));
  for (const page of PAGES) files.set(`${page}.html`, await readFile(join(HERE, page, 'index.html'), 'utf8'));
  for (const file of SHARED) files.set(file, await readFile(join(HERE, 'shared', file), 'utf8'));

  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await Promise.all(
    [...files].map(async ([name, text]) => writeFile(join(outdir, `${name}.br`), await compress(text))),
  );
  return chunks;
}

function compress(text: string): Promise<Buffer> {
  return COMPRESSED(text, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } });
}
