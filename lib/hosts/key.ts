import type { RegistryHost } from './registry-host.ts';

/**
 * Docker's own key for Docker Hub, for every name of Docker Hub (docker/cli, IndexServer). The slash is part of the
 * key.
 */
export const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/** Returns the key by which readers find the pull secret of this host. */
export function keyFor(host: RegistryHost): string {
  return host.kind === 'docker-hub' ? DOCKER_HUB_KEY : host.host;
}

/** Baseten uses a secret with this prefix as the credential of a registry. */
export const SECRET_PREFIX = 'DOCKER_REGISTRY_';

export function secretName(key: string): string {
  return `${SECRET_PREFIX}${key}`;
}
