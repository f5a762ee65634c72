import type { Principal, Principals } from '../aws/principals.ts';
import type { TokenBook } from '../token-book.ts';
import { callerOf } from './caller-identity.ts';
import { OAuthError } from './error.ts';
import { federated, type GoogleGrant, SCOPES } from './principals.ts';
import type { GoogleCall, GoogleService } from './service.ts';

/** A workload identity provider that lets an AWS account in. */
export interface Provider {
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>` */
  name: string;
  account: string;
  /** The attribute condition, as far as it names roles: who is not in it stays outside. */
  roles?: readonly string[];
}

const TOKEN_LIFE_MS = 3_600_000;
/** A federated token is much longer than others: up to 12 KB. */
const TOKEN_BYTES = 1_500;
/** https://cloud.google.com/iam/docs/workload-identity-federation#mapping */
const LONGEST_SUBJECT = 127;

const FIXED = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
};

interface Desk {
  principals: Principals;
  tokens: TokenBook<GoogleGrant>;
  wall: () => Date;
}

export function googleSts(providers: readonly Provider[], desk: Desk): GoogleService {
  return {
    name: 'google-sts',
    host: /^sts$/,
    operationOf: (method, path) => (method === 'POST' && path === '/v1/token' ? 'exchange' : undefined),
    perform: (_operation, call) => exchange(call, providers, desk),
  };
}

function exchange(
  call: GoogleCall,
  providers: readonly Provider[],
  { principals, tokens, wall }: Desk,
): object {
  const form = new URLSearchParams(call.request.body.toString());
  for (const [name, value] of Object.entries(FIXED)) {
    if (form.get(name) !== value) throw new OAuthError('invalid_request', `Invalid value for "${name}".`);
  }
  const scopes = (form.get('scope') ?? '').split(' ').filter(Boolean);
  if (scopes.length === 0 || !scopes.every((scope) => scope.startsWith(SCOPES))) {
    throw new OAuthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
  }
  const audience = form.get('audience') ?? '';
  const provider = providers.find(({ name }) => audience === `//iam.googleapis.com/${name}`);
  if (provider === undefined) {
    throw new OAuthError(
      'invalid_target',
      'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
    );
  }
  const times = { wall: wall(), sandbox: call.now };
  const caller = callerOf(form.get('subject_token') ?? '', audience, principals, times);
  const holder = admit(caller, provider);
  call.from(holder);
  call.about(provider.name);

  const life = call.tokenLife ?? TOKEN_LIFE_MS;
  const expiresAt = new Date(call.now.getTime() + life);
  return {
    access_token: tokens.issue({ holder, scopes, expiresAt }, TOKEN_BYTES),
    issued_token_type: FIXED.requested_token_type,
    token_type: 'Bearer',
    expires_in: Math.floor(life / 1_000),
  };
}

/** Maps what AWS says to what Google calls them, as the provider's default mapping for AWS does. */
function admit({ arn, account }: Principal, { name, account: expected, roles }: Provider) {
  const role = arn.replace(/^(arn:[\w-]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, '$1');
  if (account !== expected || (roles !== undefined && !roles.includes(role))) {
    throw new OAuthError(
      'unauthorized_client',
      'The given credential is rejected by the attribute condition.',
    );
  }
  if (Buffer.byteLength(arn) > LONGEST_SUBJECT) {
    throw new OAuthError(
      'invalid_request',
      `The size of mapped attribute exceeds the ${LONGEST_SUBJECT} bytes limit. Either modify your attribute mapping or the incoming assertion to produce a mapped attribute that is less than ${LONGEST_SUBJECT} bytes.`,
    );
  }
  const pool = name.replace(/\/providers\/[^/]+$/, '');
  return federated(pool, arn, { aws_role: role });
}
