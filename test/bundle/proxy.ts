import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy by which everything can be reached, the sandbox as well; and the environment of those who use it. */
export async function startProxy() {
  const asked = new Set<string>();
  const server = createServer((asking, answer) => {
    const { url = '', method, headers } = asking;
    asked.add(new URL(url).host);
    asking.pipe(
      request(url, { method, headers }, (given) => {
        answer.writeHead(given.statusCode ?? 0, given.headers);
        given.pipe(answer);
      }),
    );
  }).listen(0, '127.0.0.1');
  server.on('connect', ({ url = '' }, downstream) => {
    asked.add(url);
    const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      downstream.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(downstream).pipe(upstream);
    });
    for (const each of [upstream, downstream]) each.on('error', () => upstream.destroy());
  });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address?.port;
  const url = `http://127.0.0.1:${port}`;
  return { asked, environment: { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '', NODE_USE_ENV_PROXY: '1' } };
}
