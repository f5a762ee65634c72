import type { IncomingMessage, RequestOptions } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { readText } from '../../async/read-text.ts';
import { ForbiddenAddress, forbiddenBecause, guardedLookup } from '../../hosts/guarded-lookup.ts';

interface Outgoing {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string | undefined;
}

export interface HttpReply {
  status: number;
  contentType: string;
  retryAfter: string | null;
  /** The header Link. */
  link: string | undefined;
  text: string;
}

/** The addresses that may be called. */
export interface LineOptions {
  /**
   * PULLKEEPER_HTTP_URL: an address on loopback for all requests. The real host becomes the first segment of the path.
   */
  elsewhere?: string | undefined;
  /** Whether private addresses are allowed. */
  private: boolean;
}

/**
 * Sends one request. No redirect is followed: it could send secrets to another server. The address is checked at the
 * moment of the connection, so a second lookup cannot change it. A proxy of the environment resolves names itself.
 */
export async function send(
  { method, url, headers, body }: Outgoing,
  options: LineOptions,
  signal: AbortSignal,
): Promise<HttpReply> {
  const { elsewhere } = options;
  const target =
    elsewhere === undefined ? url : new URL(`/${url.host}${url.pathname}${url.search}`, elsewhere);
  const hostname = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const isGuarded = elsewhere !== undefined || !options.private;
  const objection =
    isGuarded && isIP(hostname) !== 0
      ? forbiddenBecause(hostname, hostname, elsewhere !== undefined)
      : undefined;
  if (objection !== undefined) throw objection;
  if (target.protocol !== 'https:' && !isLoopbackName(hostname))
    throw new ForbiddenAddress(`${target.origin} is not https`);
  return exchange(
    {
      protocol: target.protocol,
      hostname,
      port: target.port,
      path: target.pathname + target.search,
      method,
      headers: {
        ...headers,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      ...(isGuarded && { lookup: lookupOf(hostname, elsewhere !== undefined) }),
      signal,
    },
    body,
  );
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || forbiddenBecause(hostname, hostname, true) === undefined;
}

/** Checks the service's own host. Any other name belongs to a proxy. */
function lookupOf(hostname: string, isElsewhere: boolean): LookupFunction {
  const { lookup } = process.getBuiltinModule('node:dns');
  const guard = guardedLookup(lookup, isElsewhere);
  return (name, options, callback) => (name === hostname ? guard : lookup)(name, options, callback);
}

function exchange(options: RequestOptions, body: string | undefined): Promise<HttpReply> {
  const { Agent, request } = process.getBuiltinModule(
    options.protocol === 'https:' ? 'node:https' : 'node:http',
  );
  const agent = process.env.NODE_USE_ENV_PROXY === '1' ? new Agent({ proxyEnv: process.env }) : false;
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>();
  const outgoing = request({ ...options, agent });
  outgoing.on('error', reject);
  outgoing.on('response', (incoming) => readReply(incoming).then(resolve, reject));
  outgoing.end(body);
  return promise;
}

async function readReply(incoming: IncomingMessage): Promise<HttpReply> {
  const text = await readText(incoming);
  const { statusCode = 0, headers } = incoming;
  return {
    status: statusCode,
    contentType: headers['content-type'] ?? '',
    retryAfter: headers['retry-after'] ?? null,
    link: [headers.link].flat().join(', '),
    text,
  };
}
