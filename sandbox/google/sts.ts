import type { Principal, Principals } from '../aws/principals.ts';
import type { IssuedTokens } from '../issued-tokens.ts';
import { callerOf } from './caller-identity.ts';
import { OAuthError } from './error.ts';
import { type KeysOf, type OidcProvider, verifyIdToken } from './id-token.ts';
import { federated, type GoogleGrant, type GooglePrincipal, SCOPES } from './principals.ts';
import type { GoogleCall, GoogleService } from './service.ts';

export type Provider = AwsProvider | OidcProvider;

/** A workload identity provider that trusts an AWS account. */
interface AwsProvider {
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>` */
  name: string;
  account: string;
  /** The roles in the attribute condition: other roles are rejected. */
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
};

const AWS_REQUEST = 'urn:ietf:params:aws:token-type:aws4_request';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

interface Desk {
  principals: Principals;
  keysOf: KeysOf;
  tokens: IssuedTokens<GoogleGrant>;
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

function exchange(call: GoogleCall, providers: readonly Provider[], desk: Desk): object {
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
  const isOidc = 'issuer' in provider;
  if (form.get('subject_token_type') !== (isOidc ? JWT : AWS_REQUEST)) {
    throw new OAuthError('invalid_request', 'Invalid value for "subject_token_type".');
  }
  const subjectToken = form.get('subject_token') ?? '';
  const { holder, longest } = isOidc
    ? admitToken(subjectToken, provider, desk, call.now)
    : admitRequest(subjectToken, audience, provider, desk, call.now);
  call.from(holder);
  call.about(provider.name);

  const life = Math.min(longest, call.tokenLife ?? TOKEN_LIFE_MS);
  const expiresAt = new Date(call.now.getTime() + life);
  return {
    access_token: desk.tokens.issue({ holder, scopes, expiresAt }, TOKEN_BYTES),
    issued_token_type: FIXED.requested_token_type,
    token_type: 'Bearer',
    expires_in: Math.floor(life / 1_000),
  };
}

/** An accepted identity, and how long its token may live. */
interface Admission {
  holder: GooglePrincipal;
  longest: number;
}

/** Maps `google.subject=assertion.sub`. A federated token dies with the token that it was exchanged for. */
function admitToken(token: string, provider: OidcProvider, { keysOf }: Desk, now: Date): Admission {
  const { subject, expiresAt } = verifyIdToken(token, provider, keysOf, now);
  if (provider.subjects !== undefined && !provider.subjects.includes(subject)) throw rejected();
  checkSubject(subject);
  const pool = provider.name.replace(/\/providers\/[^/]+$/, '');
  return { holder: federated(pool, subject, {}), longest: expiresAt.getTime() - now.getTime() };
}

function admitRequest(
  request: string,
  audience: string,
  provider: AwsProvider,
  { principals, wall }: Desk,
  now: Date,
): Admission {
  const caller = callerOf(request, audience, principals, { wall: wall(), sandbox: now });
  return { holder: admit(caller, provider), longest: TOKEN_LIFE_MS };
}

/** Maps AWS's answer to Google's attributes, as the provider's default mapping does. */
function admit({ arn, account }: Principal, { name, account: expected, roles }: AwsProvider) {
  const role = arn.replace(/^(arn:[\w-]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, '$1');
  if (account !== expected || (roles !== undefined && !roles.includes(role))) {
    throw rejected();
  }
  checkSubject(arn);
  const pool = name.replace(/\/providers\/[^/]+$/, '');
  return federated(pool, arn, { aws_role: role });
}

function rejected(): OAuthError {
  return new OAuthError(
    'unauthorized_client',
    'The given credential is rejected by the attribute condition.',
  );
}

function checkSubject(subject: string): void {
  if (Buffer.byteLength(subject) <= LONGEST_SUBJECT) return;
  throw new OAuthError(
    'invalid_request',
    `The size of mapped attribute exceeds the ${LONGEST_SUBJECT} bytes limit. Either modify your attribute mapping or the incoming assertion to produce a mapped attribute that is less than ${LONGEST_SUBJECT} bytes.`,
  );
}
