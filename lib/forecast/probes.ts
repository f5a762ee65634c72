import type { Registry } from '../config/config.ts';

/** One request without the credential, and one with it. */
const WITH_BASIC = 2;
/** One request without the credential, one to the token service, and one with its token. */
const WITH_BEARER = 3;

/** Returns the number of requests to probe one credential: each registry once for each image, unless its probe is off. */
export function requestsToProve(registries: readonly Registry[]): number {
  const asked = new Map<string, number>();
  for (const registry of registries) {
    if (registry.probe === 'off' || registry.source.username === undefined) continue;
    const { host, image = '' } = registry;
    asked.set(`${host.host}/${image}`, host.kind === 'ecr' ? WITH_BASIC : WITH_BEARER);
  }
  return [...asked.values()].reduce((sum, requests) => sum + requests, 0);
}
