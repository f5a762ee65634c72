import type { Answer, Request } from '../http.ts';
import type { IssuedTokens } from '../issued-tokens.ts';
import { serveCall, type World } from '../serve-call.ts';
import { dialect } from './error.ts';
import { type GoogleGrant, SCOPES, serviceAccount } from './principals.ts';

const FLAVOR = { 'metadata-flavor': 'Google' };
const PATH = '/computeMetadata/v1/instance/service-accounts/default/token';
const LIFE_MS = 3_600_000;
const TOKEN_BYTES = 750;

/**
 * The metadata server of a machine in Google's cloud, which gives tokens of the machine's service account to every process on
 * the machine. https://cloud.google.com/compute/docs/metadata/overview
 */
export function metadataServer(world: World, email: string | undefined, tokens: IssuedTokens<GoogleGrant>) {
  return (request: Request): Promise<Answer> =>
    serveCall(
      world,
      request,
      { service: 'google-metadata', operation: 'token' },
      dialect,
      ({ call, tokenLife = LIFE_MS }) => {
        const { pathname, searchParams } = request.url;
        if (request.headers['metadata-flavor'] !== 'Google') return plain(403, 'Missing Metadata-Flavor');
        if (request.method !== 'GET' || pathname !== PATH || email === undefined)
          return plain(404, 'Not Found');
        const scopes = (searchParams.get('scopes') ?? `${SCOPES}cloud-platform`).split(',');
        const holder = serviceAccount(email);
        call.principal = holder.id;
        const expiresAt = new Date(call.at.getTime() + tokenLife);
        const body = {
          access_token: tokens.issue({ holder, scopes, expiresAt }, TOKEN_BYTES),
          expires_in: Math.floor(tokenLife / 1_000),
          token_type: 'Bearer',
        };
        return {
          status: 200,
          headers: { ...FLAVOR, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        };
      },
    );
}

function plain(status: number, body: string): Answer {
  return { status, headers: { ...FLAVOR, 'content-type': 'text/plain' }, body };
}
