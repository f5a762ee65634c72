import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { ForbiddenAddress, forbiddenBecause, guardedLookup } from '../hosts/guarded-lookup.ts';

/** Longer than any answer of a registry. A Google token has 12 KB. */
const MOST_BYTES = 64 * 1024;

export interface RegistryRequest {
  method: 'GET' | 'HEAD';
  url: URL;
  headers: Record<string, string>;
}

export interface Reply {
  status: number;
  contentType: string;
  location: string | undefined;
  /** The values of WWW-Authenticate. */
  challenges: readonly string[];
  /** Only the beginning of a longer body. */
  body: string;
}

/** The options of a connection. */
export interface ConnectionOptions {
  /** PULLKEEPER_REGISTRY_URL: an address on loopback for all requests. `{host}` in it is replaced by the host. */
  rehearsalUrl?: string | undefined;
  lookup?: LookupFunction;
}

/**
 * A connection to a registry and its token service. It uses node:http(s) and not fetch, for three reasons:
 *
 * - it follows no redirect;
 * - the address is checked at the moment of the connection, so a second lookup cannot change it;
 * - AWS clients have loaded it already.
 *
 * Only public addresses are connected to, or only loopback addresses with `rehearsalUrl`. A proxy would resolve names
 * itself, so none is used.
 */
export class Connection {
  readonly #signal: AbortSignal;
  readonly #rehearsalUrl: string | undefined;
  readonly #lookup: LookupFunction;
  readonly #agents = new Map<string, Agent>();

  constructor(signal: AbortSignal, { rehearsalUrl, lookup }: ConnectionOptions = {}) {
    this.#signal = signal;
    this.#rehearsalUrl = rehearsalUrl;
    this.#lookup = guardedLookup(
      lookup ?? process.getBuiltinModule('node:dns').lookup,
      rehearsalUrl !== undefined,
    );
  }

  get isRehearsal(): boolean {
    return this.#rehearsalUrl !== undefined;
  }

  /** Sends a request. An IP address in the URL is checked here, because it is never looked up in DNS. */
  async send({ method, url, headers }: RegistryRequest): Promise<Reply> {
    const target = this.#resolve(url);
    const hostname = target.hostname.replace(/^\[(.*)\]$/, '$1');
    const objection =
      isIP(hostname) === 0 ? undefined : forbiddenBecause(hostname, hostname, this.isRehearsal);
    if (objection !== undefined) throw objection;
    const { request } = modulesOf(target);
    const outgoing = request({
      protocol: target.protocol,
      hostname,
      port: target.port,
      path: target.pathname + target.search,
      method,
      headers: { ...headers, host: url.host, 'user-agent': 'pullkeeper', 'accept-encoding': 'identity' },
      agent: this.#agentFor(target),
      lookup: this.#lookup,
      signal: this.#signal,
    });
    return read(outgoing);
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  #resolve(url: URL): URL {
    if (this.#rehearsalUrl === undefined) {
      if (url.protocol === 'https:') return url;
      throw new ForbiddenAddress(`${url.origin} is not https`);
    }
    return new URL(url.pathname + url.search, this.#rehearsalUrl.replace('{host}', url.host));
  }

  /** One connection serves all requests to a server. */
  #agentFor(target: URL): Agent {
    const { Agent } = modulesOf(target);
    const agent = this.#agents.get(target.protocol) ?? new Agent({ keepAlive: true });
    this.#agents.set(target.protocol, agent);
    return agent;
  }
}

/** Loaded late, and without import: an import of node:http would load a whole HTTP client. */
function modulesOf({ protocol }: URL) {
  return protocol === 'https:'
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http');
}

function read(outgoing: ClientRequest): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  outgoing.on('error', reject);
  outgoing.on('response', (incoming) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(replyOf(incoming, Buffer.concat(chunks)));
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk.subarray(0, MOST_BYTES - size));
      size += chunk.length;
      if (size < MOST_BYTES) return;
      finish();
      incoming.destroy();
    });
    incoming.on('end', finish);
    incoming.on('error', reject);
  });
  outgoing.end();
  return promise;
}

function replyOf({ statusCode = 0, headers, headersDistinct }: IncomingMessage, body: Buffer): Reply {
  return {
    status: statusCode,
    contentType: headers['content-type'] ?? '',
    location: headers.location,
    challenges: headersDistinct['www-authenticate'] ?? [],
    body: body.toString(),
  };
}
