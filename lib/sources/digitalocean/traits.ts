import { sourceTypeFor } from '../../hosts/source-types.ts';
import type { Names } from '../../references/names.ts';
import { callsToRead, type Reference, withKeys } from '../../references/reference.ts';
import type { SourceFacts, SourceOptions, SourceTraits } from '../traits.ts';

export interface DigitaloceanSpec extends SourceFacts {
  kind: 'digitalocean';
  host: string;
  registry: string;
  token: Reference;
  lifetimeSeconds: number;
}

const DEFAULT_LIFE_S = 43_200;

export function compileDigitalocean(
  { host, source }: SourceOptions,
  names: Names,
): DigitaloceanSpec | undefined {
  if (source?.type !== 'digitalocean' || sourceTypeFor(host.host)?.type !== source.type) return undefined;
  const { registry, token, lifetimeSeconds = DEFAULT_LIFE_S } = source;
  return {
    kind: 'digitalocean',
    name: `digitalocean ${registry}`,
    endpoint: 'DigitalOcean',
    function: 'refreshTokens',
    username: 'token', // only until the mint: DigitalOcean chooses the user name of each credential
    changesUsername: true,
    lifeMs: lifetimeSeconds * 1_000,
    host: host.host,
    registry,
    token: names.reference(token, 'token'),
    lifetimeSeconds,
  };
}

export function digitaloceanTraits({ registry, token }: DigitaloceanSpec): SourceTraits {
  return {
    label: () => `DigitalOcean for ${registry}`,
    title: () => `DigitalOcean Container Registry ${registry}`,
    reads: withKeys(token),
    google: undefined,
    awsAudience: undefined,
    beginsAsRole: false,
    awsRights: () => [],
    pullRights: () => [],
    calls: [{ service: 'DigitalOcean', times: 1 }, ...callsToRead(token)],
  };
}
