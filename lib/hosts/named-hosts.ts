import { accept, type HostVerdict, refuse } from './verdict.ts';

/**
 * Registries with one or a few names. Docker Hub has three: Docker itself treats them as one (distribution/reference:
 * index.docker.io; BuildKit's authprovider: registry-1.docker.io).
 */
const NAMED_HOSTS = new Map<string, 'ecr-public' | 'docker-hub' | 'ghcr' | 'ngc'>([
  ['public.ecr.aws', 'ecr-public'],
  ['ecr-public.aws.com', 'ecr-public'],
  ['docker.io', 'docker-hub'],
  ['index.docker.io', 'docker-hub'],
  ['registry-1.docker.io', 'docker-hub'],
  ['ghcr.io', 'ghcr'],
  ['nvcr.io', 'ngc'],
]);

/** Names that people write in good faith, although another host is meant. */
const MISTAKEN_HOSTS = new Map<string, { meant: string; because: string }>([
  // It answers like Docker Hub, but Docker looks its credentials up under this name, not under Docker Hub's key.
  ['registry.hub.docker.com', { meant: 'docker.io', because: 'Docker does not read it as Docker Hub' }],
  ['hub.docker.com', { meant: 'docker.io', because: 'that is the website of Docker Hub' }],
  ['docker.com', { meant: 'docker.io', because: 'that is the website of Docker' }],
  // Reported on bmitch.net in August 2025: it asks registry clients for credentials as GHCR would.
  ['ghrc.io', { meant: 'ghcr.io', because: 'it imitates ghcr.io and has been seen collecting credentials' }],
  ['gchr.io', { meant: 'ghcr.io', because: 'two letters are swapped' }],
  ['github.com', { meant: 'ghcr.io', because: 'that is the website of GitHub' }],
  ['docker.pkg.github.com', { meant: 'ghcr.io', because: 'ghcr.io has replaced it' }],
  ['ngc.nvidia.com', { meant: 'nvcr.io', because: 'that is the website of NGC' }],
  ['catalog.ngc.nvidia.com', { meant: 'nvcr.io', because: 'that is the website of NGC' }],
  ['gallery.ecr.aws', { meant: 'public.ecr.aws', because: 'that is the website of ECR Public' }],
]);

/** Domains in which every name belongs to the registry: an unknown name is a typing error. */
const OWNED_DOMAINS = new Map([
  ['docker.io', 'docker.io'],
  ['ghcr.io', 'ghcr.io'],
  ['nvcr.io', 'nvcr.io'],
  ['ecr.aws', 'public.ecr.aws'],
]);

export const NAMED_DOMAINS: readonly string[] = [...NAMED_HOSTS.keys()];

export function recogniseNamed(name: string): HostVerdict | undefined {
  const kind = NAMED_HOSTS.get(name);
  if (kind !== undefined) return accept({ kind, host: name });

  const mistaken = MISTAKEN_HOSTS.get(name);
  if (mistaken !== undefined) return refuse('a registry host', mistaken.because, mistaken.meant);

  for (const [domain, host] of OWNED_DOMAINS) {
    if (name === domain || name.endsWith(`.${domain}`)) {
      return refuse('a registry host', `the registry under ${domain} is ${host}`, host);
    }
  }
  return undefined;
}
