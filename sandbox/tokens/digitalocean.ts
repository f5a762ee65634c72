import { randomBytes } from 'node:crypto';
import { json, TokenRefusal, type TokenService } from './token-service.ts';

export interface DigitaloceanOptions {
  /** API tokens, and the registries that each may read. */
  tokens: readonly { token: string; registries: readonly string[] }[];
}

const HOST = 'registry.digitalocean.com';

/** https://docs.digitalocean.com/reference/api/digitalocean/#operation/registries_get_dockerCredentials */
export function digitalocean({ tokens }: DigitaloceanOptions): TokenService {
  return {
    name: 'digitalocean',
    registries: tokens.length === 0 ? [] : [HOST],
    operationOf: (method, host, path) =>
      method === 'GET' && host === 'api.digitalocean.com' && PATH.test(path)
        ? 'docker-credentials'
        : undefined,
    perform({ request, path, now, tokenLife, call }, { minted }) {
      const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
      const known = tokens.find((each) => each.token === token);
      if (known === undefined) throw new TokenRefusal(401, 'Unauthorized', 'Unable to authenticate you');
      const [, registry = ''] = PATH.exec(path) ?? [];
      if (!known.registries.includes(registry))
        throw new TokenRefusal(404, 'not_found', 'registry does not exist');
      const { searchParams } = request.url;
      const seconds = Number(searchParams.get('expiry_seconds'));
      if (searchParams.get('read_write') === 'true')
        throw new TokenRefusal(403, 'Forbidden', 'missing scope');
      if (!Number.isInteger(seconds) || seconds < 0)
        throw new TokenRefusal(400, 'bad_request', 'expiry_seconds');
      call.resource = registry;
      const value = `dop_sandbox_${randomBytes(24).toString('hex')}`;
      const expiresAt = new Date(now.getTime() + (tokenLife ?? seconds * 1_000));
      minted.add(value, { registry: HOST, username: value, expiresAt });
      // The token is the user name, too.
      const auth = Buffer.from(`${value}:${value}`).toString('base64');
      return json(200, { auths: { [HOST]: { auth } } });
    },
  };
}

const PATH = /^\/v2\/registries\/([^/]+)\/docker-credentials$/;
