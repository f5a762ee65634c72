import { constants, createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { Answer, Listener, Request } from '../http.ts';

/** HTTP/2 without TLS, with trailers: what gRPC needs and plain HTTP has not. */
export async function listenHttp2(handle: (request: Request) => Promise<Answer>): Promise<Listener> {
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {}); // a client may disconnect early
    const plain = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
    receive(stream, {
      method: headers[':method'] ?? '',
      target: headers[':path'] ?? '/',
      headers: Object.fromEntries(plain.map(([name, value]) => [name, String(value)])),
    })
      .then(handle)
      .then((answer) => deliver(stream, answer))
      .catch((error: unknown) => stream.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox listens on no TCP port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

async function receive(
  stream: ServerHttp2Stream,
  head: Pick<Request, 'method' | 'target' | 'headers'>,
): Promise<Request> {
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return {
    ...head,
    url: new URL(head.target, 'http://sandbox.invalid'),
    body: Buffer.concat(chunks),
    signal: gone.signal,
  };
}

function deliver(stream: ServerHttp2Stream, answer: Answer): void {
  if (answer.delivery === 'never' || stream.destroyed) return;
  const headers = { ':status': answer.status, ...answer.headers };
  const body = Buffer.from(answer.body);
  if (answer.delivery === 'cut') {
    stream.respond(headers);
    stream.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    });
    return;
  }
  // Clients take the headers for trailers only where they end the stream themselves.
  const { trailers } = answer;
  stream.respond(headers, { waitForTrailers: trailers !== undefined, endStream: body.length === 0 });
  stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
  if (body.length > 0) stream.end(body);
}
