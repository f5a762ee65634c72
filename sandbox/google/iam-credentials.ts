import type { IssuedTokens } from '../issued-tokens.ts';
import { isRecord, parseJson } from '../json.ts';
import { GoogleError } from './error.ts';
import {
  CLOUD_PLATFORM,
  type GoogleGrant,
  type GooglePrincipal,
  SCOPES,
  serviceAccount,
} from './principals.ts';
import type { GoogleCall, GoogleService } from './service.ts';
import type { ServiceAccounts } from './service-accounts.ts';

const TOKEN_BYTES = 750;
const ORDINARY_LIFE_S = 3_600;
const LONGEST_LIFE_S = 43_200;
const PATH = /^\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/;
const NAME = /^projects\/-\/serviceAccounts\/([^/:]+)$/;

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
export function iamCredentials(accounts: ServiceAccounts, tokens: IssuedTokens<GoogleGrant>): GoogleService {
  return {
    name: 'iamcredentials',
    host: /^iamcredentials$/,
    operationOf: (method, path) => (method === 'POST' && PATH.test(path) ? 'generateAccessToken' : undefined),
    perform: (_operation, call) => generate(call, accounts, tokens),
  };
}

function generate(call: GoogleCall, accounts: ServiceAccounts, tokens: IssuedTokens<GoogleGrant>): object {
  const caller = call.authenticate([CLOUD_PLATFORM, `${SCOPES}iam`]);
  const [, email = ''] = PATH.exec(call.path) ?? [];
  call.about(email);
  const { scopes, delegates, seconds } = readInput(call.request.body.toString());
  walk(call, caller, delegates, email);

  const account = accounts.find(email);
  if (account === undefined)
    throw new GoogleError('NOT_FOUND', `Not found; Gaia id not found for email ${email}`);
  if (seconds > (account.longLived ? LONGEST_LIFE_S : ORDINARY_LIFE_S)) {
    const message =
      seconds > LONGEST_LIFE_S
        ? `The access token lifetime cannot exceed ${LONGEST_LIFE_S} seconds.`
        : `The access token lifetime cannot exceed ${ORDINARY_LIFE_S} seconds. To extend it, the service account must be in the organization policy constraint constraints/iam.allowServiceAccountCredentialLifetimeExtension.`;
    throw new GoogleError('INVALID_ARGUMENT', message);
  }
  const expiresAt = new Date(call.now.getTime() + (call.tokenLife ?? seconds * 1_000));
  return {
    accessToken: tokens.issue({ holder: serviceAccount(email), scopes, expiresAt }, TOKEN_BYTES),
    expireTime: `${expiresAt.toISOString().slice(0, 19)}Z`,
  };
}

/** Each in the chain must be allowed to make tokens for the next; those between must also pass the right on. */
function walk(call: GoogleCall, caller: GooglePrincipal, delegates: readonly string[], target: string): void {
  let holder = caller;
  for (const email of delegates) {
    call.demand(holder, 'iam.serviceAccounts.implicitDelegation', email);
    holder = serviceAccount(email);
  }
  call.demand(holder, 'iam.serviceAccounts.getAccessToken', target);
}

function readInput(body: string) {
  const input = parseJson(body);
  if (!isRecord(input)) throw invalid('Invalid JSON payload received.');
  const { scope: scopes, delegates = [], lifetime = '3600s', ...unknown } = input;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw invalid(`Unknown name "${stranger}": Cannot find field.`);
  if (!isTexts(scopes) || scopes.length === 0 || !scopes.every((scope) => scope.startsWith(SCOPES))) {
    throw invalid('Request contains an invalid argument: scope');
  }
  const [, seconds] = /^(\d+)s$/.exec(String(lifetime)) ?? [];
  if (seconds === undefined || seconds === '0') throw invalid("Invalid value at 'lifetime'");
  if (!isTexts(delegates)) throw invalid("Invalid value at 'delegates'");
  const emails = delegates.map((name) => {
    const [, email] = NAME.exec(name) ?? [];
    if (email === undefined)
      throw invalid(`Invalid form of account ID ${name}. Should be projects/-/serviceAccounts/<email>`);
    return email;
  });
  return { scopes, delegates: emails, seconds: Number(seconds) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function invalid(message: string): GoogleError {
  return new GoogleError('INVALID_ARGUMENT', message);
}
