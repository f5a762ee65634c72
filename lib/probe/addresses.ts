import type { RegistryHost } from '../hosts/registry-host.ts';
import { readImage } from './image.ts';

/** Docker Hub's images are not where its name says. https://docs.docker.com/reference/api/registry/latest */
const DOCKER_HUB = 'registry-1.docker.io';

/** Where a registry is asked whether somebody may come in. */
export function doorOf(host: RegistryHost): URL {
  return new URL('/v2/', `https://${host.kind === 'docker-hub' ? DOCKER_HUB : host.host}`);
}

export function manifestOf(host: RegistryHost, image: string): URL {
  const { repository, reference } = readImage(image, host);
  return new URL(`${repository}/manifests/${reference}`, doorOf(host));
}

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
