import { createVerify } from 'node:crypto';
import type { IssuedTokens } from '../issued-tokens.ts';
import { isRecord, parseJson } from '../json.ts';
import { OAuthError } from './error.ts';
import { CLOUD_PLATFORM, type GoogleGrant, SCOPES, serviceAccount } from './principals.ts';
import type { GoogleCall, GoogleService } from './service.ts';
import type { ServiceAccounts } from './service-accounts.ts';
import type { Users } from './users.ts';

const TOKEN_BYTES = 750;
const LONGEST_LIFE_S = 3_600;
/** As far as a clock may be off: https://developers.google.com/identity/protocols/oauth2/service-account */
const MOST_SKEW_S = 300;
const AUDIENCE = 'https://oauth2.googleapis.com/token';

/** Exchanges a JWT that a service account's key has signed, or the login of a person, for an access token. */
export function googleOauth(
  accounts: ServiceAccounts,
  users: Users,
  tokens: IssuedTokens<GoogleGrant>,
  wall: () => Date,
): GoogleService {
  return {
    name: 'google-oauth',
    host: /^oauth2$/,
    operationOf: (method, path) => (method === 'POST' && path === '/token' ? 'token' : undefined),
    perform: (_operation, call) => {
      const form = new URLSearchParams(call.request.body.toString());
      return form.get('grant_type') === 'refresh_token'
        ? refresh(form, call, users, tokens)
        : grant(form, call, accounts, tokens, wall());
    },
  };
}

/** A login has the scopes that it was made with. https://developers.google.com/identity/protocols/oauth2/web-server#offline */
function refresh(
  form: URLSearchParams,
  call: GoogleCall,
  users: Users,
  tokens: IssuedTokens<GoogleGrant>,
): object {
  const [token = '', id = '', secret = ''] = ['refresh_token', 'client_id', 'client_secret'].map(
    (name) => form.get(name) ?? '',
  );
  const holder = users.find(token, id, secret);
  if (holder === undefined) throw invalid('Token has been expired or revoked.');
  call.from(holder);
  const life = call.tokenLife ?? LONGEST_LIFE_S * 1_000;
  const grantOfUser = { holder, scopes: [CLOUD_PLATFORM], expiresAt: new Date(call.now.getTime() + life) };
  return {
    access_token: tokens.issue(grantOfUser, TOKEN_BYTES),
    expires_in: Math.floor(life / 1_000),
    scope: CLOUD_PLATFORM,
    token_type: 'Bearer',
  };
}

function grant(
  form: URLSearchParams,
  call: GoogleCall,
  accounts: ServiceAccounts,
  tokens: IssuedTokens<GoogleGrant>,
  trueTime: Date,
): object {
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
    throw new OAuthError('unsupported_grant_type', 'Invalid grant_type');
  }
  const { claims, verifiedBy } = readJwt(form.get('assertion') ?? '');
  const email = textIn(claims, 'iss');
  if (accounts.find(email) === undefined) throw invalid('Invalid grant: account not found');
  if (!accounts.keysOf(email).some(verifiedBy)) throw invalid('Invalid JWT Signature.');
  checkTimes(claims, trueTime);
  if (claims.aud !== AUDIENCE) throw invalid('Invalid JWT: Failed audience check.');
  const scopes = textIn(claims, 'scope').split(' ').filter(Boolean);
  if (scopes.length === 0 || !scopes.every((scope) => scope.startsWith(SCOPES))) {
    throw new OAuthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  }
  const holder = serviceAccount(email);
  call.from(holder);

  const life = call.tokenLife ?? LONGEST_LIFE_S * 1_000;
  const expiresAt = new Date(call.now.getTime() + life);
  return {
    access_token: tokens.issue({ holder, scopes, expiresAt }, TOKEN_BYTES),
    expires_in: Math.floor(life / 1_000),
    token_type: 'Bearer',
  };
}

function readJwt(jwt: string) {
  const [header = '', payload = '', signature = '', ...rest] = jwt.split('.');
  const [head, claims] = [header, payload].map((part) =>
    parseJson(Buffer.from(part, 'base64url').toString()),
  );
  if (!isRecord(head) || !isRecord(claims) || head.alg !== 'RS256' || rest.length > 0) {
    throw invalid('Invalid JWT: not a JWT signed with RS256.');
  }
  return {
    claims,
    verifiedBy: (key: Parameters<ReturnType<typeof createVerify>['verify']>[0]) =>
      createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(key, signature, 'base64url'),
  };
}

/** The signer's clock is real, so it is held to real time. */
function checkTimes({ iat, exp }: Record<string, unknown>, now: Date): void {
  const seconds = now.getTime() / 1_000;
  const sound =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    exp - iat <= LONGEST_LIFE_S &&
    iat <= seconds + MOST_SKEW_S &&
    exp > seconds - MOST_SKEW_S;
  if (sound) return;
  throw invalid(
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
  );
}

function textIn(claims: Record<string, unknown>, name: string): string {
  const value = claims[name];
  if (typeof value !== 'string') throw invalid(`Invalid JWT: missing claim "${name}".`);
  return value;
}

function invalid(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}
