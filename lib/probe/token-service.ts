import type { RegistryHost } from '../hosts/registry-host.ts';
import { apiBaseUrl } from './addresses.ts';
import { readImage } from './image.ts';
import { KNOWN_TOKEN_SERVICES } from './known-token-services.ts';
import type { Question } from './question.ts';

/**
 * Whether the credential may be sent, by https, to the token service that the registry names. It may if the service
 * is at the registry itself, if it is known to belong to the owner of the registry, or if registries.yml names it. A
 * similar name proves nothing: everyone can get one under azurecr.io, on.aws or another shared domain.
 */
export function isOwnTokenService(
  { host, tokenService }: Pick<Question, 'host' | 'tokenService'>,
  realm: URL,
  isRehearsal: boolean,
): boolean {
  if (realm.username !== '' || realm.password !== '') return false;
  const door = apiBaseUrl(host);
  if (isRehearsal && realm.hostname === door.hostname && isLoopback(realm)) return true;
  if (realm.protocol !== 'https:') return false;
  return realm.host === door.host || realm.host === tokenService || isKnown(host, realm.host);
}

function isKnown({ kind, host }: RegistryHost, service: string): boolean {
  return KNOWN_TOKEN_SERVICES.some(
    (pair) => (pair.registry === kind || isMatch(pair.registry, host)) && isMatch(pair.service, service),
  );
}

function isMatch(pattern: string | RegExp, host: string): boolean {
  return typeof pattern === 'string' ? pattern === host : pattern.test(host);
}

function isLoopback({ hostname, protocol }: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname) && /^https?:$/.test(protocol);
}

/**
 * Builds the request to a token service: the parameters of the challenge, unchanged. If the challenge has no scope, the
 * right to pull the image is added.
 */
export function tokenRequest(
  realm: URL,
  parameters: ReadonlyMap<string, string>,
  { host, image }: Question,
): URL {
  const url = new URL(realm);
  for (const [name, value] of parameters) if (isToBeRepeated(name)) url.searchParams.append(name, value);
  if (image !== undefined && !parameters.has('scope')) {
    url.searchParams.append('scope', `repository:${readImage(image, host).repository}:pull`);
  }
  return url;
}

/** The realm is the address itself. The error parameters belong to another request. */
function isToBeRepeated(name: string): boolean {
  return name !== 'realm' && !name.startsWith('error');
}
