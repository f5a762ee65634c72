import { randomBytes } from 'node:crypto';
import { verifyIdToken } from '../google/id-token.ts';
import { isRecord, parseJson } from '../json.ts';
import { Issuer } from '../oidc/issuer.ts';
import { readBasic } from '../registry/answers.ts';
import { json, type TokenCall, TokenRefusal, type TokenService } from './token-service.ts';

/** Whom a service trusts, and for what. */
export interface Trust {
  type: 'jfrog' | 'cloudsmith' | 'quay' | 'oidc';
  registry: string;
  url: string;
  username: string;
  /** What the caller must name besides: the integration at JFrog, the service account at Cloudsmith. */
  name?: string;
  issuer: string;
  subject: string;
  audience: string;
  lifeMs?: number;
  /** Gives a token that is not a JWT, with its life beside it. */
  isOpaque?: boolean;
}

const HOUR_MS = 3_600_000;

/** Services that exchange a token of an OIDC issuer for one of a registry. */
export function oidcServices(trusts: readonly Trust[]): TokenService {
  const issuer = new Issuer('https://sandbox.invalid/registries');
  const trustAt = (method: string, host: string, path: string) =>
    trusts.find(({ type, url }) => {
      const at = new URL(url);
      return at.host === host && at.pathname === path && method === (type === 'quay' ? 'GET' : 'POST');
    });

  return {
    name: 'oidc',
    registries: [...new Set(trusts.map(({ registry }) => registry))],
    operationOf: (method, host, path) => trustAt(method, host, path)?.type,
    perform(call, { keysOf, minted }) {
      const trust = trustAt(call.request.method, call.host, call.path);
      if (trust === undefined) throw new TokenRefusal(404, 'not_found', 'nothing is here');
      const token = subjectTokenIn(call, trust);
      let holder = '';
      try {
        const provider = { name: '', issuer: trust.issuer, allowedAudiences: [trust.audience] };
        holder = verifyIdToken(token, provider, keysOf, call.now).subject;
      } catch (error) {
        throw rejected(trust, error instanceof Error ? error.message : 'invalid');
      }
      if (holder !== trust.subject) throw rejected(trust, `no mapping matches the subject ${holder}`);
      call.call.principal = holder;
      call.call.resource = trust.registry;

      const life = call.tokenLife ?? trust.lifeMs ?? HOUR_MS;
      const iat = Math.floor(call.now.getTime() / 1_000);
      const exp = iat + Math.floor(life / 1_000);
      const value = trust.isOpaque
        ? randomBytes(48).toString('base64url')
        : issuer.sign({ sub: trust.username, iat, exp, jti: crypto.randomUUID() });
      minted.add(value, {
        registry: trust.registry,
        username: trust.username,
        expiresAt: new Date(exp * 1_000),
      });
      return answerOf(trust, value, exp - iat);
    },
  };
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Reads the subject token where the service expects it, and refuses a request that is not complete. */
function subjectTokenIn({ request }: TokenCall, { type, name, username }: Trust): string {
  if (type === 'quay') {
    const pair = readBasic(request.headers.authorization ?? '');
    if (pair?.username !== username)
      throw new TokenRefusal(401, 'unauthorized', 'Could not find robot account');
    return pair.password;
  }
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const body = isForm
    ? Object.fromEntries(new URLSearchParams(request.body.toString()))
    : parseJson(request.body.toString());
  const fields = isRecord(body) ? body : {};
  if (isForm !== (type === 'oidc'))
    throw new TokenRefusal(415, 'unsupported_media_type', 'wrong content type');
  if (type === 'cloudsmith') {
    if (fields.service_slug !== name) throw new TokenRefusal(422, 'invalid', 'unknown service');
    return String(fields.oidc_token);
  }
  const kind = type === 'jfrog' ? 'id_token' : 'jwt';
  const isComplete =
    fields.grant_type === TOKEN_EXCHANGE &&
    fields.subject_token_type === `urn:ietf:params:oauth:token-type:${kind}` &&
    (type === 'oidc' || fields.provider_name === name);
  if (!isComplete) throw new TokenRefusal(400, 'invalid_request', 'grant, token type or provider is wrong');
  return String(fields.subject_token);
}

function answerOf({ type, isOpaque }: Trust, token: string, seconds: number) {
  if (type === 'cloudsmith') return json(201, { token });
  if (type === 'quay') return json(200, { token });
  const field = type === 'jfrog' || isOpaque ? { expires_in: seconds } : {};
  return json(200, { access_token: token, token_type: 'Bearer', ...field });
}

function rejected({ type }: Trust, why: string): TokenRefusal {
  return type === 'oidc'
    ? new TokenRefusal(400, 'invalid_grant', why)
    : new TokenRefusal(type === 'jfrog' ? 403 : 401, 'unauthorized', why);
}
