import { Failure } from '../../failure.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import type { GoogleCaller } from '../../references/google-token.ts';
import { headerValue } from '../../references/header-value.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import { Secret } from '../../secrecy/secret.ts';
import { type Exchange, exchange } from '../exchange.ts';
import type { TokenSource } from '../source.ts';
import type { DigitaloceanSpec } from './traits.ts';

/**
 * Mints read-only credentials of one registry. Their end is the one that was asked for: an opaque token does not say it.
 * https://docs.digitalocean.com/reference/api/digitalocean/#operation/registries_get_dockerCredentials
 */
export function digitaloceanSource(spec: DigitaloceanSpec, machine: GoogleCaller): TokenSource {
  const { host, registry, lifetimeSeconds, token: kept } = spec;
  return {
    async mint(signal) {
      const mintedAt = machine.now();
      const token = headerValue(
        await resolveAnyReference(kept, machine, signal),
        `the token in ${nameOfSecret(kept)}`,
      );
      const call: Exchange = {
        method: 'GET',
        url: `https://api.digitalocean.com/v2/registries/${registry}/docker-credentials?expiry_seconds=${lifetimeSeconds}&read_write=false`,
        headers: { authorization: `Bearer ${token.reveal()}` },
        tried: `mint credentials for the registry ${registry} at DigitalOcean`,
        service: 'DigitalOcean',
        secrets: [token],
        denied: `make a new API token with the scope registry:read and ${howToReplace(kept)}`,
      };
      const [username, password] = pairIn(await exchange(call, machine.env, signal), host, call);
      const expiresAt = new Date(mintedAt.getTime() + lifetimeSeconds * 1_000);
      return { username, password, mintedAt, expiresAt };
    },
  };
}

/** The answer is a Docker config.json. */
function pairIn(
  { auths }: JsonObject,
  host: string,
  { tried }: Exchange,
): [username: string, password: Secret] {
  const entry = isJsonObject(auths) ? auths[host] : undefined;
  const auth = isJsonObject(entry) && typeof entry.auth === 'string' ? entry.auth : '';
  const [, username, password] = /^([^:]+):(.+)$/s.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  if (username !== undefined && password !== undefined) return [username, new Secret(password)];
  throw new Failure('unavailable', `cannot ${tried}: DigitalOcean answered without credentials for ${host}`, {
    hint: 'the next run retries; if this continues, check what answers instead (a proxy)',
  });
}
