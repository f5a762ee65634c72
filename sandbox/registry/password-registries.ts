import { IssuedTokens } from '../issued-tokens.ts';
import { registryOf } from './accounts.ts';
import { jsonAnswer, readBasic, refusal } from './answers.ts';
import type { PullRequestContext, RegistryFamily } from './family.ts';

const BEARER_LIFE_MS = 5 * 60 * 1000;
const BEARER_BYTES = 96;

/** Who may sign in to which registry. */
export interface Passwords {
  has(registry: string): boolean;
  find(
    registry: string,
    username: string,
    password: string,
  ): { username: string; mayPull?: readonly string[] } | undefined;
}

interface Bearer {
  readonly registry: string;
  readonly expiresAt: Date;
  /** The granted scope: the requested scope, as far as the account has the rights. */
  readonly scope: string;
}

/** The token service of a registry, and the service name that it uses there. */
interface TokenService {
  realm: string;
  service?: string;
}

/** Docker Hub's is another host, NGC's has no name: https://github.com/NVIDIA/nvidia-container-toolkit/issues/1945 */
const TOKEN_SERVICES = new Map<string, TokenService>([
  ['docker.io', { realm: 'https://auth.docker.io/token', service: 'registry.docker.io' }],
  ['nvcr.io', { realm: 'https://nvcr.io/proxy_auth' }],
]);

/**
 * Docker Hub, GHCR, NGC and other registries with passwords: a Bearer challenge, and a token service that exchanges user
 * and password for a short bearer token. https://distribution.github.io/distribution/spec/auth/token/
 */
export function passwordRegistries(accounts: Passwords): RegistryFamily {
  const bearers = new IssuedTokens<Bearer>();
  return {
    tokenPaths: ['/token', '/proxy_auth'],

    registryOf: (host) => {
      const registry = host === 'auth.docker.io' ? 'docker.io' : registryOf(host);
      return accounts.has(registry) ? registry : undefined;
    },

    token: ({ request, registry, host, now, call }) => {
      const asked = request.url.searchParams;
      if (asked.get('service') !== (tokenServiceOf(registry, host).service ?? null)) {
        return refusal(400, 'DENIED', 'not the service that was asked for');
      }
      const basic = readBasic(request.headers.authorization ?? '');
      const known = basic && accounts.find(registry, basic.username, basic.password);
      if (known === undefined) return refusal(401, 'UNAUTHORIZED', 'incorrect username or password');
      call.principal = known.username;
      const wanted = asked.get('scope') ?? '';
      const granted = known.mayPull?.every((repository) => wanted !== scopeFor(repository)) ? '' : wanted;
      const bearer = { registry, scope: granted, expiresAt: new Date(now.getTime() + BEARER_LIFE_MS) };
      return jsonAnswer(200, { token: bearers.issue(bearer, BEARER_BYTES) });
    },

    refuse: (context) => {
      const [, token = ''] = /^Bearer +(\S+)$/i.exec(context.request.headers.authorization ?? '') ?? [];
      const bearer = bearers.resolve(token);
      const good =
        bearer !== undefined && bearer.registry === context.registry && bearer.expiresAt > context.now;
      if (!good) return challenge(context);
      return 'repository' in context.operation && bearer.scope !== scopeFor(context.operation.repository)
        ? challenge(context, ',error="insufficient_scope"')
        : undefined;
    },

    noSuchRepository: ({ operation }) =>
      `repository ${'repository' in operation ? operation.repository : ''} not found`,
  };
}

/** `authority` is the host with its port: another port would be another server. */
function tokenServiceOf(registry: string, host: string, authority = host): TokenService {
  return TOKEN_SERVICES.get(registry) ?? { realm: `https://${authority}/token`, service: host };
}

function scopeFor(repository: string): string {
  return `repository:${repository}:pull`;
}

function challenge({ host, registry, operation, request }: PullRequestContext, error = '') {
  const { realm, service } = tokenServiceOf(registry, host, request.headers.host);
  const named = service === undefined ? '' : `,service="${service}"`;
  const scope = 'repository' in operation ? `,scope="${scopeFor(operation.repository)}"` : '';
  return refusal(401, 'UNAUTHORIZED', 'authentication required', {
    'www-authenticate': `Bearer realm="${realm}"${named}${scope}${error}`,
  });
}
