/** What Baseten looks for when no docker_auth block says how to log in. */
export const REGISTRY_PREFIX = 'DOCKER_REGISTRY_';

/** The host that a secret's name is about, when the name is spelt as Baseten wants it. */
export function hostOfSecret(name: string): string | undefined {
  return name.startsWith(REGISTRY_PREFIX) ? name.slice(REGISTRY_PREFIX.length) : undefined;
}
