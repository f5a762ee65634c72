import { randomBytes } from 'node:crypto';
import type { Answer, Request } from '../http.ts';
import { type Dialect, serveCall, type World } from '../serve-call.ts';
import { Issuer } from './issuer.ts';

export interface GithubOptions {
  /** `owner/name` of the repository whose job runs. */
  repository: string;
  /** Default: refs/heads/main. */
  ref?: string;
}

export const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
const PATH = '/idtoken/1/2';
const LIFE_S = 300;

/**
 * The endpoint that gives a job of GitHub Actions its OIDC token.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export class GithubActions {
  readonly issuer = new Issuer(GITHUB_ISSUER);
  readonly #world: World;
  readonly #job: Required<GithubOptions>;
  readonly #requestToken = randomBytes(32).toString('base64url');

  constructor(world: World, { repository, ref = 'refs/heads/main' }: GithubOptions) {
    this.#world = world;
    this.#job = { repository, ref };
  }

  /** What a job with `id-token: write` has in its environment. */
  environment(url: string): Record<string, string> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${PATH}?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#requestToken,
    };
  }

  handle(request: Request): Promise<Answer> {
    const { searchParams, pathname } = request.url;
    return serveCall(
      this.#world,
      request,
      { service: 'github-oidc', operation: 'idtoken' },
      DIALECT,
      ({ call, tokenLife }) => {
        call.principal = this.#job.repository;
        if (request.method !== 'GET' || pathname !== PATH || searchParams.get('api-version') !== '2.0')
          return json(404, { message: 'Not Found' });
        if (request.headers.authorization !== `Bearer ${this.#requestToken}`)
          return json(401, { message: 'Unauthorized' });
        return json(200, { count: 1, value: this.#token(searchParams.get('audience'), tokenLife) });
      },
    );
  }

  #token(audience: string | null, life = LIFE_S * 1_000): string {
    const { repository, ref } = this.#job;
    const [owner] = repository.split('/');
    const iat = Math.floor(this.#world.clock.now().getTime() / 1_000);
    return this.issuer.sign({
      aud: audience ?? `https://github.com/${owner}`,
      sub: `repo:${repository}:ref:${ref}`,
      repository,
      repository_owner: owner,
      ref,
      iat,
      nbf: iat - 600,
      exp: iat + Math.floor(life / 1_000),
      jti: crypto.randomUUID(),
    });
  }
}

const DIALECT: Dialect = {
  throttled: () => json(429, { message: 'Too many requests' }),
  denied: () => json(403, { message: 'Forbidden' }),
  quoting: ({ headers }) => json(400, { message: `Cannot make sense of ${headers.authorization}` }),
};

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
