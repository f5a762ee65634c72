import { createHash, verify, X509Certificate } from 'node:crypto';
import { verifyIdToken } from '../google/id-token.ts';
import { IssuedTokens } from '../issued-tokens.ts';
import { isRecord, parseJson } from '../json.ts';
import { Issuer } from '../oidc/issuer.ts';
import { json, type TokenCall, type TokenDesk, TokenRefusal, type TokenService } from './token-service.ts';

/** An application of an Entra tenant, and what it accepts as a proof. */
export interface AzureApplication {
  tenant: string;
  clientId: string;
  secret?: string;
  /** PEM. */
  certificate?: string;
  federated?: { issuer: string; subject: string; audience: string };
  /** The registries on which it has the role AcrPull. */
  mayPull: readonly string[];
}

export interface AzureOptions {
  applications: readonly AzureApplication[];
  /** Registries that reject tokens for Azure Resource Manager. */
  withoutArm?: readonly string[];
}

const USER = '00000000-0000-0000-0000-000000000000';
const ACR_LIFE_MS = 75 * 60_000;
const ENTRA_LIFE_MS = 3_600_000;
const LOGINS = /^login\.(?:microsoftonline\.com|microsoftonline\.us|partner\.microsoftonline\.cn)$/;
const REGISTRY = /^[a-z0-9-]+\.azurecr\.(?:io|us|cn)$/;
const SCOPES =
  /^https:\/\/(?:management\.(?:azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)|containerregistry\.azure\.net)\/\.default$/;
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const CLOUDS = [
  {
    registry: /\.azurecr\.io$/,
    login: 'login.microsoftonline.com',
    scope: /management\.azure\.com|containerregistry\.azure\.net/,
  },
  {
    registry: /\.azurecr\.us$/,
    login: 'login.microsoftonline.us',
    scope: /management\.usgovcloudapi\.net|containerregistry\.azure\.net/,
  },
  {
    registry: /\.azurecr\.cn$/,
    login: 'login.partner.microsoftonline.cn',
    scope: /management\.chinacloudapi\.cn|containerregistry\.azure\.net/,
  },
];

interface EntraToken {
  login: string;
  application: AzureApplication;
  scope: string;
  expiresAt: Date;
}

/**
 * Entra, and the exchange of Azure's registries. https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md,
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function azure({ applications, withoutArm = [] }: AzureOptions): TokenService {
  const entraTokens = new IssuedTokens<EntraToken>();
  const issuer = new Issuer('Azure Container Registry');

  return {
    name: 'azure',
    registries: [...new Set(applications.flatMap(({ mayPull }) => mayPull))],
    operationOf(method, host, path) {
      if (method !== 'POST') return undefined;
      if (LOGINS.test(host) && /^\/[^/]+\/oauth2\/v2\.0\/token$/.test(path)) return 'entra token';
      return REGISTRY.test(host) && path === '/oauth2/exchange' ? 'acr exchange' : undefined;
    },
    perform: (call, desk) => (LOGINS.test(call.host) ? signIn(call, desk) : exchange(call, desk)),
  };

  function signIn(call: TokenCall, { keysOf }: TokenDesk) {
    const form = formOf(call);
    const tenant = call.path.split('/')[1] ?? '';
    if (form.get('grant_type') !== 'client_credentials')
      throw entra('unsupported_grant_type', 70003, 'grant');
    if (!SCOPES.test(form.get('scope') ?? '')) throw entra('invalid_scope', 70011, 'The scope is not valid.');
    const inTenant = applications.filter((each) => each.tenant === tenant);
    if (inTenant.length === 0) throw entra('invalid_request', 90002, `Tenant '${tenant}' not found.`);
    const application = inTenant.find(({ clientId }) => clientId === form.get('client_id'));
    if (application === undefined) {
      throw entra('unauthorized_client', 700016, `Application '${form.get('client_id')}' was not found.`);
    }
    const url = `https://${call.host}${call.path}`;
    const secret = form.get('client_secret');
    if (secret !== null) {
      if (secret !== application.secret)
        throw entra('invalid_client', 7000215, 'Invalid client secret provided.');
    } else {
      if (form.get('client_assertion_type') !== JWT_BEARER)
        throw entra('invalid_request', 900144, 'no proof');
      checkAssertion(form.get('client_assertion') ?? '', application, url);
    }
    call.call.principal = application.clientId;
    const expiresAt = new Date(call.now.getTime() + ENTRA_LIFE_MS);
    const token = entraTokens.issue(
      { application, login: call.host, scope: form.get('scope') ?? '', expiresAt },
      900,
    );
    return json(200, { token_type: 'Bearer', expires_in: ENTRA_LIFE_MS / 1_000, access_token: token });

    function checkAssertion(
      jwt: string,
      { certificate, federated, clientId }: AzureApplication,
      audience: string,
    ) {
      const [head, claims] = jwt
        .split('.')
        .map((part) => parseJson(Buffer.from(part, 'base64url').toString()));
      if (!isRecord(head) || !isRecord(claims)) throw entra('invalid_client', 50027, 'JWT token is invalid.');
      if (claims.iss === clientId) {
        if (!isSignedBy(jwt, head, certificate)) {
          throw entra(
            'invalid_client',
            700027,
            'The certificate with identifier used to sign the client assertion is not registered on application.',
          );
        }
        const exp = Number(claims.exp) * 1_000;
        if (
          claims.aud !== audience ||
          claims.sub !== clientId ||
          !(exp > call.now.getTime()) ||
          typeof claims.jti !== 'string'
        ) {
          throw entra(
            'invalid_client',
            700021,
            'Client assertion application identifier, audience or time is wrong.',
          );
        }
        return;
      }
      if (federated === undefined || claims.iss !== federated.issuer) {
        throw entra(
          'invalid_client',
          700211,
          `No matching federated identity record found for presented assertion issuer '${String(claims.iss)}'.`,
        );
      }
      if (claims.sub !== federated.subject) {
        throw entra(
          'invalid_client',
          700213,
          `No matching federated identity record found for presented assertion subject '${String(claims.sub)}'.`,
        );
      }
      if (claims.aud !== federated.audience) {
        throw entra(
          'invalid_client',
          700212,
          `No matching federated identity record found for presented assertion audience '${String(claims.aud)}'.`,
        );
      }
      try {
        verifyIdToken(
          jwt,
          { name: '', issuer: federated.issuer, allowedAudiences: [federated.audience] },
          keysOf,
          call.now,
        );
      } catch (error) {
        throw entra('invalid_client', 700024, error instanceof Error ? error.message : 'invalid');
      }
    }
  }

  function exchange(call: TokenCall, { minted }: TokenDesk) {
    const form = formOf(call);
    const registry = call.host;
    if (form.get('grant_type') !== 'access_token' || form.get('service') !== registry) {
      throw new TokenRefusal(400, 'invalid_request', 'grant_type or service is wrong');
    }
    const known = entraTokens.resolve(form.get('access_token') ?? '');
    if (
      known === undefined ||
      known.expiresAt <= call.now ||
      form.get('tenant') !== known.application.tenant
    ) {
      throw unauthorized(
        'authentication required, visit https://aka.ms/acr/authorization for more information.',
      );
    }
    if (
      !CLOUDS.some(
        (cloud) =>
          cloud.registry.test(registry) && cloud.login === known.login && cloud.scope.test(known.scope),
      )
    ) {
      throw unauthorized('The token is of another cloud.');
    }
    if (withoutArm.includes(registry) && !known.scope.startsWith('https://containerregistry.azure.net')) {
      throw unauthorized('ARM-scoped tokens are not accepted by this registry.');
    }
    if (!known.application.mayPull.includes(registry)) throw unauthorized('authentication required');
    call.call.principal = known.application.clientId;
    call.call.resource = registry;
    const iat = Math.floor(call.now.getTime() / 1_000);
    const exp = iat + Math.floor((call.tokenLife ?? ACR_LIFE_MS) / 1_000);
    const claims = {
      aud: registry,
      tenant: known.application.tenant,
      grant_type: 'refresh_token',
      jti: crypto.randomUUID(),
    };
    const token = issuer.sign({ ...claims, iat, nbf: iat, exp });
    minted.add(token, { registry, username: USER, expiresAt: new Date(exp * 1_000) });
    return json(200, { refresh_token: token });
  }
}

function isSignedBy(jwt: string, head: Record<string, unknown>, pem: string | undefined): boolean {
  if (pem === undefined || head.alg !== 'PS256') return false;
  const { publicKey, raw } = new X509Certificate(pem);
  if (head['x5t#S256'] !== createHash('sha256').update(raw).digest('base64url')) return false;
  const at = jwt.lastIndexOf('.');
  const key = { key: publicKey, padding: 6, saltLength: 32 };
  return verify('sha256', Buffer.from(jwt.slice(0, at)), key, Buffer.from(jwt.slice(at + 1), 'base64url'));
}

function formOf({ request }: TokenCall): URLSearchParams {
  return new URLSearchParams(request.body.toString());
}

function entra(code: string, number: number, message: string): TokenRefusal {
  const status = code === 'invalid_client' ? 401 : 400;
  return new TokenRefusal(status, code, `AADSTS${number}: ${message} Trace ID: ${crypto.randomUUID()}`);
}

function unauthorized(message: string): TokenRefusal {
  return new TokenRefusal(401, 'UNAUTHORIZED', message);
}
