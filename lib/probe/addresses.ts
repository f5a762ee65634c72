import type { RegistryHost } from '../hosts/registry-host.ts';
import { readImage } from './image.ts';

/**
 * Docker Hub serves its images from another host than its name. https://docs.docker.com/reference/api/registry/latest
 */
const DOCKER_HUB = 'registry-1.docker.io';

/** The base address of a registry's API. A request to it shows how the registry authenticates. */
export function apiBaseUrl(host: RegistryHost): URL {
  return new URL('/v2/', `https://${host.kind === 'docker-hub' ? DOCKER_HUB : host.host}`);
}

export function manifestUrl(host: RegistryHost, image: string): URL {
  const { repository, reference } = readImage(image, host);
  return new URL(`${repository}/manifests/${reference}`, apiBaseUrl(host));
}
