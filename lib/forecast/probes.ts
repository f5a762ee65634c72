import type { Registry } from '../config/config.ts';

/** Nobody, and then with the credential. */
const WITH_BASIC = 2;
/** Nobody, the token service, and then with its token. */
const WITH_BEARER = 3;

/** The requests in which registries are asked about one credential: each once for an image, if it may be asked at all. */
export function requestsToProve(registries: readonly Registry[]): number {
  const asked = new Map<string, number>();
  for (const registry of registries) {
    if (registry.probe === 'off' || registry.source.username === undefined) continue;
    const { host, image = '' } = registry;
    asked.set(`${host.host}/${image}`, host.kind === 'ecr' ? WITH_BASIC : WITH_BEARER);
  }
  return [...asked.values()].reduce((sum, requests) => sum + requests, 0);
}
