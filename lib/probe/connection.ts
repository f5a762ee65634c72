import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { ForbiddenAddress, forbiddenBecause, guardedLookup } from '../hosts/guarded-lookup.ts';

/** Far more than a registry has to say; a token of Google's is 12 KB. */
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
  /** Of a longer one, the beginning. */
  body: string;
}

/** Where a line leads and how names are looked up. */
export interface ConnectionOptions {
  /** PULLKEEPER_REGISTRY_URL: another place for all requests, on loopback; `{host}` in it is the host that was meant. */
  rehearsalUrl?: string | undefined;
  lookup?: LookupFunction;
}

/**
 * A connection to a registry and its token service: node:http(s) rather than fetch, for it follows no redirect, lets the
 * address be checked at the moment of connecting, when no second look-up can lead elsewhere, and is loaded already where
 * an AWS client is. Only public addresses are connected to, and with `rehearsalUrl` only loopback ones; a proxy, which
 * would look names up by itself, is not used.
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

  /** Checks an IP address in the URL itself: it is never looked up in DNS. */
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

  /** One connection serves all that is asked of one server. */
  #agentFor(target: URL): Agent {
    const { Agent } = modulesOf(target);
    const agent = this.#agents.get(target.protocol) ?? new Agent({ keepAlive: true });
    this.#agents.set(target.protocol, agent);
    return agent;
  }
}

/** Loaded late, and not by import: what node:http shows to an import loads a whole client of its own. */
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
