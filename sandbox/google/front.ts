import type { Answer, Request } from '../http.ts';
import type { TokenIssuer } from '../issued-tokens.ts';
import { serveCall, type World } from '../serve-call.ts';
import {
  dialect,
  GoogleError,
  insufficientScopes,
  json,
  OAuthError,
  permissionDenied,
  refusal,
} from './error.ts';
import type { Bindings, GoogleGrant, GooglePrincipal } from './principals.ts';
import type { GoogleCall, GoogleService } from './service.ts';

/**
 * All Google services behind one address. A call to `https://<host>/<path>` arrives at `/<host>/<path>`, so that a call to a
 * wrong host is noticed.
 */
export class GoogleFront {
  readonly #world: World;
  readonly #universe: string;
  readonly #tokens: TokenIssuer<GoogleGrant>;
  readonly #bindings: Bindings;
  readonly #services: readonly GoogleService[];

  constructor(
    world: World,
    universe: string,
    tokens: TokenIssuer<GoogleGrant>,
    bindings: Bindings,
    services: readonly GoogleService[],
  ) {
    this.#world = world;
    this.#universe = universe;
    this.#tokens = tokens;
    this.#bindings = bindings;
    this.#services = services;
  }

  async handle(request: Request): Promise<Answer> {
    const [, host = '', path = '/'] = /^\/([^/]*)(\/.*)?$/s.exec(request.url.pathname) ?? [];
    const name = host.endsWith(`.${this.#universe}`) ? host.slice(0, -this.#universe.length - 1) : undefined;
    const service = this.#services.find((candidate) => name !== undefined && candidate.host.test(name));
    const operation = service?.operationOf(request.method, path);
    if (service === undefined || operation === undefined) {
      return json(404, {
        error: { code: 404, message: `The sandbox has no ${request.method} https://${host}${path}` },
      });
    }
    const asked = { service: service.name, operation };
    return serveCall(this.#world, request, asked, dialect, ({ call, tokenLife }) => {
      try {
        const answer = service.perform(operation, {
          request,
          host,
          path,
          now: this.#world.clock.now(),
          tokenLife,
          authenticate: (scopes) => {
            const holder = this.#authenticate(request, scopes);
            call.principal = holder.id;
            return holder;
          },
          demand: (holder, permission, resource) => this.#checkPermission(holder, permission, resource),
          from: ({ id }) => {
            call.principal = id;
          },
          about: (resource) => {
            call.resource = resource;
          },
        } satisfies GoogleCall);
        return isAnswer(answer) ? answer : json(200, answer);
      } catch (error) {
        if (error instanceof GoogleError || error instanceof OAuthError) return refusal(error);
        throw error;
      }
    });
  }

  #authenticate({ headers }: Request, scopes: readonly string[]): GooglePrincipal {
    const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const grant = token === undefined ? undefined : this.#tokens.resolve(token);
    if (grant === undefined || grant.expiresAt <= this.#world.clock.now()) {
      const advice = 'Expected OAuth 2 access token, login cookie or other valid authentication credential.';
      throw new GoogleError('UNAUTHENTICATED', `Request had invalid authentication credentials. ${advice}`);
    }
    if (!grant.scopes.some((scope) => scopes.includes(scope))) throw insufficientScopes();
    return grant.holder;
  }

  #checkPermission(holder: GooglePrincipal, permission: string, resource: string): void {
    if (!this.#bindings.permit(holder, permission, resource)) throw permissionDenied(permission, resource);
  }
}

function isAnswer(answer: object): answer is Answer {
  return 'status' in answer && 'headers' in answer && 'body' in answer;
}
