import type { RegistryHost } from '../hosts/registry-host.ts';
import { readImage } from './image.ts';

/** Docker Hub's images are not where its name says. https://docs.docker.com/reference/api/registry/latest */
const DOCKER_HUB = 'registry-1.docker.io';

/** Where a registry is asked whether somebody may come in. */
export function apiBaseUrl(host: RegistryHost): URL {
  return new URL('/v2/', `https://${host.kind === 'docker-hub' ? DOCKER_HUB : host.host}`);
}

export function manifestUrl(host: RegistryHost, image: string): URL {
  const { repository, reference } = readImage(image, host);
  return new URL(`${repository}/manifests/${reference}`, apiBaseUrl(host));
}
