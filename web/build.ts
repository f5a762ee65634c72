import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build, type OutputChunk } from 'rolldown';

const HERE = import.meta.dirname;
const COMPRESSED = promisify(brotliCompress);

/** A page has a folder here, with an index.html and a main.tsx. The header of every page links to its path. */
interface Page {
  name: string;
  path: string;
}

/** The pages that `pullkeeper serve`, `pullkeeper ui` and `npm start` serve: lib/serve/pages.ts. */
const SERVED: readonly Page[] = [
  { name: 'board', path: './' },
  { name: 'playground', path: './playground' },
  { name: 'plan', path: './plan' },
];

/** The pages that need only a browser, for any web host. */
const ANYWHERE: readonly Page[] = [
  { name: 'playground', path: './index.html' },
  { name: 'plan', path: './plan.html' },
];

const SHARED = ['style.css', 'icon.svg'];

/**
 * Builds the pages into an empty folder. Every file is compressed with Brotli and stored in no other form:
 * `lib/serve/pages.ts` decompresses it for the clients that do not accept Brotli.
 */
export async function buildPages(outdir: string): Promise<OutputChunk[]> {
  const { files, chunks } = await bundle(SERVED, (page) => `${page}.html`);
  const compressed = [...files].map(async ([name, text]) => [`${name}.br`, await compress(text)] as const);
  await fill(outdir, await Promise.all(compressed));
  return chunks;
}

/** Builds the playground and the plan as plain files for any web host. */
export async function buildPlayground(outdir: string): Promise<OutputChunk[]> {
  const { files, chunks } = await bundle(ANYWHERE, (page) =>
    page === 'playground' ? 'index.html' : `${page}.html`,
  );
  await fill(outdir, [...files]);
  return chunks;
}

async function bundle(pages: readonly Page[], htmlOf: (page: string) => string) {
  const { output } = await build({
    input: Object.fromEntries(pages.map(({ name }) => [name, join(HERE, name, 'main.tsx')])),
    platform: 'browser',
    tsconfig: join(HERE, 'tsconfig.json'),
    // A browser has no folders. The compiler of registries.yml only needs node:path from Node.
    resolve: { alias: { 'node:path': 'pathe' } },
    transform: { target: 'es2022', define: { PAGES: JSON.stringify(pages) } },
    output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', minify: true },
    write: false,
  });
  const chunks = output.filter((each) => each.type === 'chunk');
  const files = new Map<string, string>(chunks.map(({ fileName, code }) => [fileName, code]));
  for (const { name } of pages) {
    const html = await readFile(join(HERE, name, 'index.html'), 'utf8');
    files.set(htmlOf(name), pages === ANYWHERE ? html.replace(" connect-src 'self';", '') : html);
  }
  for (const file of SHARED) files.set(file, await readFile(join(HERE, 'shared', file), 'utf8'));
  return { files, chunks };
}

async function fill(folder: string, files: readonly (readonly [name: string, content: string | Buffer])[]) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all(files.map(([name, content]) => writeFile(join(folder, name), content)));
}

function compress(text: string): Promise<Buffer> {
  return COMPRESSED(text, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } });
}
