import { type Answer, plain, type Request } from '../http.ts';
import { type Dialect, serveCall, type World } from '../serve-call.ts';
import { json, type TokenDesk, TokenRefusal, type TokenService } from './token-service.ts';

const dialect: Dialect = {
  denied: () => json(403, { error: 'access_denied', error_description: 'Not allowed.' }),
  throttled: (retryAfter = '1') => ({
    ...json(429, { error: 'too_many_requests', error_description: 'Slow down.' }),
    headers: { 'content-type': 'application/json', 'retry-after': retryAfter },
  }),
  quoting: ({ body, headers }) =>
    json(400, {
      error: 'invalid_request',
      error_description: `Cannot make sense of ${headers.authorization ?? ''} ${body.toString()}`,
    }),
};

/** All services that mint tokens. The first part of the path is the host that was meant. */
export function tokenFront(world: World, services: readonly TokenService[], desk: TokenDesk) {
  for (const { registries } of services) for (const each of registries) desk.minted.open(each);
  return async (request: Request): Promise<Answer> => {
    const [, host = '', path = '/'] = /^\/([^/]+)(\/.*)$/.exec(request.url.pathname) ?? [];
    for (const service of services) {
      const operation = service.operationOf(request.method, host, path);
      if (operation === undefined) continue;
      return serveCall(
        world,
        request,
        { service: service.name, operation, host },
        dialect,
        ({ call, tokenLife }) => {
          try {
            return service.perform({ request, host, path, now: world.clock.now(), tokenLife, call }, desk);
          } catch (error) {
            if (!(error instanceof TokenRefusal)) throw error;
            const { status, code, message } = error;
            return { ...json(status, { error: code, error_description: message }), outcome: code };
          }
        },
      );
    }
    return plain(404, `no token service is at ${host}`);
  };
}
