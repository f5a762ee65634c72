import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { HttpProblem, problemResponse } from '../api/problem.ts';
import type { ServedResponse } from './listen.ts';

/** A file of the pages, compressed with Brotli. */
interface PageFile {
  compressed: Buffer;
  type: string;
  tag: string;
}

/** The files of board and playground, by the path of their URL. */
export type Pages = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Nothing inline, nothing from other sites, no frame around the page. */
const POLICY = [
  "default-src 'none'",
  ...['script-src', 'style-src', 'img-src', 'connect-src', 'worker-src'].map((each) => `${each} 'self'`),
  ...['base-uri', 'form-action', 'frame-ancestors'].map((each) => `${each} 'none'`),
].join('; ');

/** Reads the pages that `npm run web` has built. A folder that does not exist has no pages. */
export async function readPages(folder: string): Promise<Pages> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.br')).map((name) => readPageFile(folder, name));
  return new Map(await Promise.all(files));
}

async function readPageFile(folder: string, stored: string): Promise<[path: string, file: PageFile]> {
  const compressed = await readFile(join(folder, stored));
  const name = stored.slice(0, -'.br'.length);
  const [, page, extension = ''] = /^(.*)\.(\w+)$/.exec(name) ?? [];
  const tag = `"${createHash('sha256').update(compressed).digest('base64url').slice(0, 16)}"`;
  const type = TYPES[extension] ?? 'application/octet-stream';
  return [extension === 'html' ? pathOf(page) : `/${name}`, { compressed, type, tag }];
}

function pathOf(page: string | undefined): string {
  return page === 'board' ? '/' : `/${page}`;
}

/** Answers a request for a page, its script or its style. */
export async function answerPage(
  { method = 'GET', headers }: IncomingMessage,
  { compressed, type, tag }: PageFile,
): Promise<ServedResponse> {
  if (method !== 'GET' && method !== 'HEAD')
    return problemResponse(new HttpProblem(405, 'Method not allowed', 'Send GET.'));
  const always = {
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
    etag: tag,
  };
  if (headers['if-none-match'] === tag) return { statusCode: 304, headers: always, body: '' };
  const found = { ...always, 'content-type': type };
  return acceptsBrotli(headers['accept-encoding'])
    ? { statusCode: 200, headers: { ...found, 'content-encoding': 'br' }, body: compressed }
    : { statusCode: 200, headers: found, body: await promisify(brotliDecompress)(compressed) };
}

function acceptsBrotli(header: string | string[] | undefined): boolean {
  return /(?:^|[,\s])br(?:$|[,\s])/.test(String(header ?? ''));
}
