import { IssuedTokens, type TokenIssuer } from '../../issued-tokens.ts';
import { jsonAnswer, readBasic, refusal } from '../../registry/answers.ts';
import type { PullRequestContext, RegistryFamily } from '../../registry/family.ts';
import { expiredToken, invalidToken } from './ecr-registries.ts';
import type { EcrGrant } from './grant.ts';

const REGISTRY = 'public.ecr.aws';
/** The dual-stack name leads to the same registry. */
const HOSTS = [REGISTRY, 'ecr-public.aws.com'];
const BEARER_LIFE_MS = 5 * 60 * 1000;
const BEARER_BYTES = 96;

interface Bearer {
  readonly expiresAt: Date;
  /** Undefined for an anonymous caller: the registry is public, but slower. */
  readonly holder: string | undefined;
}

/** ECR Public: a Bearer challenge, and a token service that exchanges the minted password for a short bearer token. */
export function ecrPublicRegistry(tokens: TokenIssuer<EcrGrant>): RegistryFamily {
  const bearers = new IssuedTokens<Bearer>();
  return {
    tokenPaths: ['/token/'],

    registryOf: (host) => (HOSTS.includes(host) ? REGISTRY : undefined),

    token: ({ request, now, call }) => {
      const { authorization } = request.headers;
      const issued = { expiresAt: new Date(now.getTime() + BEARER_LIFE_MS) };
      if (request.url.searchParams.get('service') !== REGISTRY) return invalidToken();
      if (authorization === undefined) {
        return jsonAnswer(200, { token: bearers.issue({ ...issued, holder: undefined }, BEARER_BYTES) });
      }
      const basic = readBasic(authorization);
      const grant = basic?.username === 'AWS' ? tokens.resolve(basic.password) : undefined;
      if (grant === undefined) return invalidToken();
      call.principal = grant.holder.arn;
      if (grant.expiresAt <= now) return expiredToken();
      return jsonAnswer(200, { token: bearers.issue({ ...issued, holder: grant.holder.arn }, BEARER_BYTES) });
    },

    refuse: (context) => {
      const { authorization } = context.request.headers;
      if (authorization === undefined) return challenge(context);
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      const bearer = token === undefined ? undefined : bearers.resolve(token);
      // An old bearer token is answered like a wrong one, with 400 and no challenge:
      if (bearer === undefined || bearer.expiresAt <= context.now) return invalidToken();
      context.call.principal = bearer.holder;
      return undefined;
    },

    noSuchRepository: ({ operation }) => {
      const name = 'repository' in operation ? operation.repository : '';
      return `The repository with name '${name}' does not exist in the registry`;
    },
  };
}

function challenge({ host, operation }: PullRequestContext) {
  const scope = 'repository' in operation ? `repository:${operation.repository}:pull` : 'aws';
  return refusal(401, 'DENIED', 'Not Authorized', {
    'www-authenticate': `Bearer realm="https://${host}/token/",service="${REGISTRY}",scope="${scope}"`,
  });
}
