import { request } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../../lib/serve/listen.ts';
import { answerPage, readPages } from '../../lib/serve/pages.ts';
import { builtPages } from '../web/built-pages.ts';

let server: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  const pages = await readPages(await builtPages());
  const answer = async (incoming: Parameters<typeof answerPage>[0]) => {
    const page = pages.get(incoming.url ?? '');
    return page === undefined ? { statusCode: 404, headers: {}, body: '' } : answerPage(incoming, page);
  };
  server = await listen({ host: '127.0.0.1', port: 0, isLoopback: true }, answer, () => {});
});
afterAll(() => server.close());

/** As it comes over the wire: `fetch` would ask for Brotli, and decompress it. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
    (resolve, reject) => {
      const call = request(new URL(path, server.url), { headers, method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      call.once('error', reject).end();
    },
  );
}

describe('the pages', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/playground', 'text/html; charset=utf-8'],
    ['/board.js', 'text/javascript; charset=utf-8'],
    ['/style.css', 'text/css; charset=utf-8'],
    ['/icon.svg', 'image/svg+xml'],
  ])(
    'have %s, compressed for the clients that accept Brotli and plain for the others',
    async (path, type) => {
      const compressed = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
      const plain = await get(path, { 'accept-encoding': 'gzip' });

      expect(compressed).toMatchObject({
        status: 200,
        headers: { 'content-type': type, 'content-encoding': 'br' },
      });
      expect(plain).toMatchObject({
        status: 200,
        headers: { 'content-type': type, vary: 'accept-encoding' },
      });
      expect(plain.headers).not.toHaveProperty('content-encoding');
      expect(brotliDecompressSync(compressed.body).equals(plain.body)).toBe(true);
    },
  );

  test('allow no inline code, no other site and no frame', async () => {
    const { headers } = await get('/');
    const policy = String(headers['content-security-policy']);

    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers).not.toHaveProperty('set-cookie');
  });

  test('are not sent again when they are unchanged', async () => {
    const { headers } = await get('/board.js');
    const again = await get('/board.js', { 'if-none-match': String(headers.etag) });

    expect(again).toMatchObject({ status: 304, body: Buffer.from('') });
  });

  test('take no other method than GET and HEAD', async () => {
    expect((await get('/', {}, 'POST')).status).toBe(405);
    expect(await get('/', {}, 'HEAD')).toMatchObject({ status: 200, body: Buffer.from('') });
  });
});
