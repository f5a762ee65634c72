import type { Registry } from './config.ts';

/** Who signs in to a registry with what is published for it; undefined for what is published as it stands. */
export function usernameOf({
  host,
  credentials,
}: Pick<Registry, 'host' | 'credentials'>): string | undefined {
  if (credentials !== undefined) return credentials.username;
  return host.kind === 'artifact-registry' ? 'oauth2accesstoken' : 'AWS';
}
