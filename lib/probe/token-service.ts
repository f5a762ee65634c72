import type { RegistryHost } from '../hosts/registry-host.ts';
import { doorOf } from './addresses.ts';
import { readImage } from './image.ts';
import type { Question } from './question.ts';

/** Token services under another name than their registry, as their challenges have it. */
const TOKEN_SERVICES: Partial<Record<RegistryHost['kind'], readonly string[]>> = {
  'docker-hub': ['auth.docker.io'],
  'ecr-public': ['public.ecr.aws', 'ecr-public.aws.com'],
  ngc: ['authn.nvidia.com'], // https://github.com/NVIDIA/nvcf/issues/557
};

/**
 * Whether a credential for this registry may be shown to the token service that the registry names: one of its own, by
 * https (by http where the registry itself is reached so, which is on loopback alone). The registries of known owners
 * have theirs under their own name or in the list above; one of anybody else's may have it anywhere in its own domain,
 * as registry.gitlab.com has at gitlab.com.
 */
export function isOwnTokenService(host: RegistryHost, realm: URL, insecure: boolean): boolean {
  if (realm.protocol !== 'https:' && !(insecure && realm.protocol === 'http:')) return false;
  if (realm.username !== '' || realm.password !== '') return false;
  const { hostname } = doorOf(host);
  if (realm.hostname === hostname) return true;
  const known = TOKEN_SERVICES[host.kind]?.includes(realm.hostname) && realm.port === '';
  return known || (host.kind === 'other' && domainOf(realm.hostname) === domainOf(hostname));
}

/**
 * The part of a name that somebody can own: two labels, or three under a country that sells names below a second one,
 * as in co.uk. Where that guess errs it takes three, which is too strict rather than too lax. An address is itself.
 */
function domainOf(hostname: string): string {
  if (/^\[|\.\d+$/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}

/**
 * What is asked of a token service: what the challenge says, exactly as it says it, and for the right to pull the image
 * where the challenge asks for none.
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

/** The realm is the address itself; the errors are about a request that is not made again. */
function isToBeRepeated(name: string): boolean {
  return name !== 'realm' && !name.startsWith('error');
}
