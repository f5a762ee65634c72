import { createServer } from 'node:http';
import { answerPage, readPages } from '../../lib/serve/pages.ts';
import { builtPages } from './built-pages.ts';

/** Serves the pages on loopback with the headers that `pullkeeper serve` sends. */
export async function servePages(): Promise<{ url: string; close(): Promise<void> }> {
  const pages = await readPages(await builtPages());
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
    },
  };
}
