import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { HttpResponse } from '../api/problem.ts';
import { Failure, messageOf } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import type { Log } from '../telemetry/log.ts';
import { targetOf } from './api-event.ts';
import { type ListenAddress, urlOf } from './listen-address.ts';

/** The timeouts of a request. An ordinary request is faster. */
const REQUEST_MS = 30_000;
const MOST_CONNECTIONS = 256;
/** The time that open requests get to finish after `close`. */
const LAST_ANSWERS_MS = 3_000;

/** Health checks come every few seconds: successful ones are not logged. */
const QUIET = ['/healthz', '/metrics'];

/** An answer to send: text, or the bytes of a file. */
export interface ServedResponse extends Omit<HttpResponse, 'body'> {
  body: string | Uint8Array;
}

export interface Listener {
  /** The real port, if port 0 was requested. */
  url: string;
  /** Accepts no more requests, and resolves when the running ones are answered. */
  close(): Promise<void>;
}

/** Listens, and answers each request. A failure is logged, and answered as a 500 without its reason. */
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
  // No answer may be shown in a frame, guessed by its type, or cached.
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
  return toSafeText(messageOf(error));
}

const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there: stop it, or choose another port with --listen',
  EACCES: 'this user may not listen there: choose a port above 1023 with --listen',
  EADDRNOTAVAIL: 'this machine has no such address: choose another with --listen',
  ENOTFOUND: 'this name has no address: give an address with --listen',
};

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): Failure {
  return new Failure('invalid', `cannot listen on ${host}:${port}`, {
    hint: HINTS[error.code ?? ''] ?? 'choose another address with --listen',
    cause: toSafeText(error.message),
  });
}
