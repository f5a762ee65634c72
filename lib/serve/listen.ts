import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { HttpResponse } from '../api/problem.ts';
import { Failure } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import type { Log } from '../telemetry/log.ts';
import { targetOf } from './api-event.ts';
import { type ListenAddress, urlOf } from './listen-address.ts';

/** More than an honest request needs; a slow one is cut off. */
const REQUEST_MS = 30_000;
const MOST_CONNECTIONS = 256;
/** Who has no answer by then, after the server was told to close, gets none. */
const LAST_ANSWERS_MS = 3_000;

/** They come every few seconds: while all is well, the log leaves them out. */
const QUIET = ['/healthz', '/metrics'];

/** An answer to send: text, or the bytes of a file. */
export interface ServedResponse extends Omit<HttpResponse, 'body'> {
  body: string | Uint8Array;
}

export interface Listener {
  /** Where it really listens: port 0 is any that is free. */
  url: string;
  /** Takes no more requests, and resolves when those under way are answered. */
  close(): Promise<void>;
}

/** Listens, and answers each request; what a request fails by is logged and answered as a 500 without its reason. */
export async function listen(
  { host, port }: ListenAddress,
  answer: (request: IncomingMessage) => Promise<ServedResponse>,
  log: Log,
): Promise<Listener> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      void respond(request, response, answer, log);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: urlOf({ host, port: actual }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS).unref();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: IncomingMessage) => Promise<ServedResponse>,
  log: Log,
): Promise<void> {
  const from = performance.now();
  const { method } = request;
  const { pathname: path } = targetOf(request);
  const { statusCode, headers, body } = await answer(request).catch((error: unknown) => {
    log('error', 'a request failed', { reason: reasonOf(error) });
    return { statusCode: 500, headers: {}, body: '' };
  });
  // Nothing of this is for a frame, a guess at its type, or a cache.
  response.writeHead(statusCode, {
    'x-content-type-options': 'nosniff',
    ...(statusCode === 401 && { 'www-authenticate': 'Bearer' }),
    ...headers,
    'content-length': Buffer.byteLength(body),
  });
  response.end(method === 'HEAD' ? undefined : body);
  if (statusCode === 200 && QUIET.includes(path)) return;
  const ms = Math.round(performance.now() - from);
  log('info', 'answered', { method, path: toSafeText(path), status: statusCode, ms });
}

function reasonOf(error: unknown): string {
  return toSafeText(error instanceof Error ? error.message : String(error));
}

const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there: stop it, or choose another port with --listen',
  EACCES: 'this user may not listen there: choose a port above 1023 with --listen',
  EADDRNOTAVAIL: 'this machine has no such address: choose another with --listen',
  ENOTFOUND: 'nobody knows this name: give an address with --listen',
};

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): Failure {
  return new Failure('invalid', `cannot listen on ${host}:${port}`, {
    hint: HINTS[error.code ?? ''] ?? 'choose another address with --listen',
    cause: toSafeText(error.message),
  });
}
