import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A request that has been read to its end. `target` is its path and query as they came over the wire. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The name (CN) in the certificate that the client showed, where it showed one that the server trusts. */
  readonly peer?: string;
  /** Fires when the client hangs up or the sandbox stops, so that nothing outlives its connection. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** What follows the body, where the protocol has such a thing. */
  readonly trailers?: Readonly<Record<string, string>>;
  /** How much of it the client gets: all of it (the default), a part and a broken connection, or silence. */
  readonly delivery?: 'whole' | 'cut' | 'never';
  /** What the log calls this outcome, when it is not plain success. */
  readonly outcome?: string;
}

export interface Listener {
  readonly url: string;
  /** Ends every connection at once, those that still wait for an answer too. */
  stop(): Promise<void>;
}

/** Far above the largest lawful request: a 64 KiB secret, base64, in JSON. */
const MOST_BYTES = 1024 * 1024;

/** What a listener shows, and whose certificates it accepts from clients, all as PEM. */
export interface Tls {
  cert: string;
  key: string;
  ca: string;
}

export async function listen(handle: (request: Request) => Promise<Answer>, tls?: Tls): Promise<Listener> {
  const onRequest = (incoming: IncomingMessage, response: ServerResponse) => {
    respond(incoming, response, handle).catch((error: unknown) => {
      // A client that left early is its own affair; anything else is a fault of the sandbox, and should be seen.
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
    // Read on to the end all the same: an answer sent while the client still writes reaches it as a broken pipe.
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
