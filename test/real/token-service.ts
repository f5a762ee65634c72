import { randomUUID, sign, X509Certificate } from 'node:crypto';
import { type Answer, listen, type Request } from '../../sandbox/http.ts';
import { jsonAnswer, readBasic, refusal } from '../../sandbox/registry/answers.ts';
import { newCertificate } from './certificate.ts';

const BEARER_SECONDS = 60;

/** https://distribution.github.io/distribution/spec/auth/token/#requesting-a-token */
const PARAMETERS = ['service', 'scope', 'account', 'client_id', 'offline_token'];

/** Somebody the token service knows, and which repositories it lets them pull. */
export interface User {
  password: string;
  mayPull: readonly string[];
}

/** Trades user and password for a signed bearer, as distribution's specification has it. */
export interface TokenService extends AsyncDisposable {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** PEM; whoever trusts it trusts the bearers. */
  readonly certificate: string;
  readonly users: Map<string, User>;
}

/** https://distribution.github.io/distribution/spec/auth/jwt/ */
export async function startTokenService(users: Record<string, User>): Promise<TokenService> {
  const { key, certificate } = newCertificate('loopback');
  const service = 'registry on loopback';
  const issuer = 'token service on loopback';
  const known = new Map(Object.entries(users));
  const x5c = [new X509Certificate(certificate).raw.toString('base64')];

  const { url, stop } = await listen(async (request) => answer(request));
  return { realm: `${url}/token`, service, issuer, certificate, users: known, [Symbol.asyncDispose]: stop };

  /** Strict: another path, method, service or parameter than the specification has is refused. */
  function answer({ method, url: { pathname, searchParams }, headers }: Request): Answer {
    const legal = [...searchParams.keys()].every((name) => PARAMETERS.includes(name));
    const meant = searchParams.getAll('service').join() === service;
    if (method !== 'GET' || pathname !== '/token' || !legal || !meant) {
      return refusal(400, 'UNSUPPORTED', 'this is not what the challenge says');
    }
    const { username = '', password } = readBasic(headers.authorization ?? '') ?? {};
    const user = known.get(username);
    if (user === undefined || user.password !== password) {
      return refusal(401, 'UNAUTHORIZED', 'incorrect username or password');
    }
    const [, repository = ''] = /^repository:(.+):pull$/.exec(searchParams.get('scope') ?? '') ?? [];
    const granted = user.mayPull.includes(repository);
    const access = granted ? [{ type: 'repository', name: repository, actions: ['pull'] }] : [];
    return jsonAnswer(200, { token: bearer(username, access), expires_in: BEARER_SECONDS });
  }

  function bearer(subject: string, access: object[]): string {
    const now = Math.floor(Date.now() / 1_000);
    const life = { iat: now, nbf: now - 5, exp: now + BEARER_SECONDS };
    const claims = { iss: issuer, sub: subject, aud: service, jti: randomUUID(), access, ...life };
    const signed = [{ typ: 'JWT', alg: 'RS256', x5c }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }
}
