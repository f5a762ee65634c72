import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A request with its whole body. `target` has the path and the query as the client sent them. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The name (CN) in the certificate of the client, if the client sent one that the server trusts. */
  readonly peer?: string;
  /** Fires when the client disconnects or the sandbox stops, so that no work continues without a connection. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The trailers after the body, for protocols that have them. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** The part that the client gets: all (the default), a part and then a broken connection, or nothing. */
  readonly delivery?: 'whole' | 'cut' | 'never';
  /** The name of the outcome in the call log. Absent for a success. */
  readonly outcome?: string;
}

export interface Listener {
  readonly url: string;
  /** Closes every connection at once, also connections that wait for an answer. */
  stop(): Promise<void>;
}

/** Far above the largest valid request: a 64 KiB secret, base64, in JSON. */
const MOST_BYTES = 1024 * 1024;

/** The certificate of a listener with its key, and the authority whose client certificates it accepts, all as PEM. */
export interface Tls {
  cert: string;
  key: string;
  ca: string;
}

export async function listen(handle: (request: Request) => Promise<Answer>, tls?: Tls): Promise<Listener> {
  const onRequest = (incoming: IncomingMessage, response: ServerResponse) => {
    respond(incoming, response, handle).catch((error: unknown) => {
      // A client may disconnect early. Any other error is a fault of the sandbox, and must be visible.
      if (!response.destroyed) deliver(response, plain(500, `The sandbox itself failed: ${String(error)}`));
    });
  };
  const server =
    tls === undefined
      ? createServer(onRequest)
      : createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${portOf(server.address())}`,
    async stop() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

async function respond(
  incoming: IncomingMessage,
  response: ServerResponse,
  handle: (request: Request) => Promise<Answer>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await readBody(incoming);
  if (body === undefined) return deliver(response, plain(413, 'Request body too large'));

  const target = incoming.url ?? '/';
  const answer = await handle({
    method: incoming.method ?? 'GET',
    target,
    url: new URL(target, 'http://sandbox.invalid'),
    headers: flatten(incoming),
    body,
    ...peerOf(incoming),
    signal: gone.signal,
  });
  deliver(response, answer);
}

function peerOf({ socket }: IncomingMessage): { peer?: string } {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return {};
  const { CN } = socket.getPeerCertificate().subject;
  return typeof CN === 'string' ? { peer: CN } : {};
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    // Read the rest too: if the server answers while the client still writes, the client gets a broken pipe.
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  return size <= MOST_BYTES ? Buffer.concat(chunks) : undefined;
}

function flatten(incoming: IncomingMessage): Record<string, string> {
  const lists = Object.entries(incoming.headersDistinct);
  return Object.fromEntries(lists.map(([name, values]) => [name, values?.join(',') ?? '']));
}

function deliver(response: ServerResponse, answer: Answer): void {
  if (answer.delivery === 'never') return;
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  if (answer.delivery !== 'cut') {
    response.end(body);
    return;
  }
  const half = body.subarray(0, Math.floor(body.length / 2));
  response.write(half, () => response.destroy());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the sandbox listens on no TCP port');
  return address.port;
}
