import { isIPv4 } from 'node:net';

/** The address of a server. */
export interface ListenAddress {
  host: string;
  port: number;
  /** Only this machine can reach it. */
  isLoopback: boolean;
}

/** Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`. Undefined for other texts. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain = '', digits = ''] =
    /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === '' || digits === '' || port > 65_535) return undefined;
  return { host, port, isLoopback: isLoopbackHost(host) };
}

/** Whether a name or an address, without its port, is this machine. A name that only resolves to it is not. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/** An address as written in a URL. */
export function urlOf({ host, port }: Pick<ListenAddress, 'host' | 'port'>): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
