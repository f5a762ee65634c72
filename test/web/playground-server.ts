import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerPage, readPages } from '../../lib/serve/pages.ts';
import { buildPages } from '../../web/build.ts';

/** Builds the pages, and serves them on loopback with the headers that `pullkeeper serve` sends. */
export async function servePages(): Promise<{ url: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-pages-'));
  await buildPages(folder);
  const pages = await readPages(folder);
  const server = createServer((request, response) => {
    const file = pages.get(request.url?.split('?')[0] ?? '');
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    void answerPage(request, file).then(({ statusCode, headers, body }) =>
      response.writeHead(statusCode, headers).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
