import { isIPv4, isIPv6 } from '../../hosts/ip-address.ts';
import { isLoopbackAddress, isPublicAddress } from '../../hosts/public-address.ts';
import { OPTIONAL_PART, placeholdersIn, splitRequest, splitTarget, WHOLE } from './placeholders.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH'];

/**
 * Returns why a text such as `PATCH /v1/registries/{id}` is not a valid request line. DELETE is not allowed, because
 * readers would find no secret for a moment.
 */
export function problemWithRequest(line: string): string | undefined {
  const { method, target } = splitRequest(line);
  if (!METHODS.includes(method)) return `expected a method and a path, such as PATCH /v1/registries/{id}`;
  const [path, query] = splitTarget(target);
  const whole = path.replace(OPTIONAL_PART, (_, part: string) => part.replaceAll('|', ''));
  if (!/^\/[\x21-\x7e]*$/.test(whole) || /["<>\\^`|#?[\]]/.test(whole))
    return `the path ${path} is not a path: begin with /, and write no blank, no \\ and no #`;
  if (placeholdersIn(query).length > 0)
    return 'a placeholder is not allowed in the query: use a path, a header or the body';
  for (const segment of whole.split('/')) {
    if (segment === '.' || segment === '..') return 'a path has no segment . or ..';
    if (/[{}]/.test(segment) && !WHOLE.test(segment))
      return `in a path a placeholder is a whole segment, as in /{name}/: "${segment}" is not`;
  }
  return undefined;
}

/** Returns why a text is not the base URL of a service. */
export function problemWithUrl(text: string): string | undefined {
  if (!/^https?:\/\/[^/?#{}@\s]+$/.test(text) || !URL.canParse(text))
    return 'expected https:// and a host, such as https://api.example.com: the path belongs to the requests, and a placeholder is never a part of the host';
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname)
    ? undefined
    : 'http would send secrets in the clear: use https (http is for loopback only)';
}

/** Whether a host is certainly not on the public internet. */
export function isPlainlyPrivate(url: string): boolean {
  const host = hostOf(new URL(url).hostname);
  return isIPv4(host) || isIPv6(host)
    ? !isPublicAddress(host)
    : /^localhost$|\.(?:local|internal|localhost)$/.test(host);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(hostOf(hostname));
}

function hostOf(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
