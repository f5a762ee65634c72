import { parseHost } from '../../lib/hosts/parse.ts';
import { TokenBook } from '../token-book.ts';
import { jsonAnswer, readBasic, refusal } from './answers.ts';
import type { Doorkeeper, Visit } from './doorkeeper.ts';

/** Somebody whom a registry lets in with a password that does not change by itself. */
export interface Account {
  host: string;
  username: string;
  password: string;
}

const BEARER_LIFE_MS = 5 * 60 * 1000;
const BEARER_BYTES = 96;

interface Bearer {
  readonly registry: string;
  readonly expiresAt: Date;
}

/**
 * Docker Hub, GHCR, NGC and whoever else keeps passwords: a Bearer challenge, and a token service that trades user and
 * password for a short bearer. https://distribution.github.io/distribution/spec/auth/token/
 */
export function passwordDoorkeeper(accounts: readonly Account[]): Doorkeeper {
  const bearers = new TokenBook<Bearer>();
  const registries = new Set(accounts.map(({ host }) => registryOf(host)));
  return {
    tokenPath: '/token',

    registryOf: (host) => (registries.has(registryOf(host)) ? registryOf(host) : undefined),

    token: ({ request, registry, now, call }) => {
      const basic = readBasic(request.headers.authorization ?? '');
      const known = accounts.find(
        ({ host, username, password }) =>
          registryOf(host) === registry && username === basic?.username && password === basic.password,
      );
      if (known === undefined) return refusal(401, 'UNAUTHORIZED', 'incorrect username or password');
      call.principal = known.username;
      const bearer = { registry, expiresAt: new Date(now.getTime() + BEARER_LIFE_MS) };
      return jsonAnswer(200, { token: bearers.issue(bearer, BEARER_BYTES) });
    },

    refuse: (visit) => {
      const [, token = ''] = /^Bearer +(\S+)$/i.exec(visit.request.headers.authorization ?? '') ?? [];
      const bearer = bearers.resolve(token);
      const good = bearer !== undefined && bearer.registry === visit.registry && bearer.expiresAt > visit.now;
      return good ? undefined : challenge(visit);
    },

    noSuchRepository: ({ wish }) => `repository ${'repository' in wish ? wish.repository : ''} not found`,
  };
}

/** Docker Hub has three names. The port is no part of what a Host header is looked up by here. */
function registryOf(host: string): string {
  const parsed = parseHost(host);
  return parsed.ok && parsed.host.kind === 'docker-hub' ? 'docker.io' : host.replace(/:\d+$/, '');
}

function challenge({ host, wish }: Visit) {
  const scope = 'repository' in wish ? `,scope="repository:${wish.repository}:pull"` : '';
  return refusal(401, 'UNAUTHORIZED', 'authentication required', {
    'www-authenticate': `Bearer realm="https://${host}/token",service="${host}"${scope}`,
  });
}
