import type { Answer, Request } from '../http.ts';
import { parseJson } from '../json.ts';
import { type Dialect, serveCall, type World } from '../serve-call.ts';

/** A platform that stores pull secrets behind a JSON API, at the host where the real one is. */
export interface Platform {
  readonly host: string;
  /** The name in the call log and in faults. */
  readonly service: string;
  handle(world: World, request: Request): Promise<Answer>;
  /** Returns what a puller gets: the value, or user:password if the platform stores the two separately. */
  read(name: string): string | undefined;
  /** Deletes a secret, as a person does. */
  remove(name: string): void;
  /** Creates an empty secret, as a person does. Absent if pullkeeper can create one itself. */
  make?(name: string): void;
}

export interface Key {
  key: string;
  /** `nothing` is for a known key without rights: its requests are denied. */
  may?: 'write' | 'nothing';
}

export interface PlatformOptions {
  host: string;
  keys: readonly Key[];
  /** The secrets that exist at the start. */
  names: readonly string[];
  /** The other parameters from registries.yml, such as a project or a mount. */
  parameters?: Readonly<Record<string, string>>;
}

export interface Rules {
  host: string;
  service: string;
  keys: readonly Key[];
  /** Returns the key of a request, from the place where this platform expects it. */
  keyIn(headers: Request['headers']): string | undefined;
  /** The status for a key that is not known. Default: 401. */
  unknownKey?: number;
  /** Returns an error in the format of this platform. */
  refuse(status: number, message: string): Answer;
  routes: Readonly<Record<string, Route>>;
  read(name: string): string | undefined;
  remove(name: string): void;
}

/** `POST /v1/items/{id}` is served with the decoded id, and the body. */
export type Route = (visit: Visit) => Answer;

export interface Visit {
  params: Readonly<Record<string, string>>;
  body: unknown;
  query: URLSearchParams;
  now: Date;
}

/** Thrown by a route that rejects a request. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function platform({
  host,
  service,
  keys,
  keyIn,
  unknownKey = 401,
  refuse,
  routes,
  read,
  remove,
}: Rules): Platform {
  const dialect: Dialect = {
    throttled: (retryAfter = '1') => {
      const { headers, ...answer } = refuse(429, 'Too many requests.');
      return { ...answer, headers: { ...headers, 'retry-after': retryAfter } };
    },
    denied: () => refuse(403, 'Forbidden'),
    quoting: ({ body }) => refuse(400, `Cannot make sense of ${body.toString()}`),
  };
  return {
    host,
    service,
    read,
    remove,
    handle(world, request) {
      const found = match(routes, request);
      return serveCall(
        world,
        request,
        { service, operation: found?.name ?? 'unknown', host },
        dialect,
        ({ call }) => {
          const presented = keyIn(request.headers);
          const key = keys.find((each) => each.key === presented);
          if (key === undefined) return refuse(unknownKey, 'Unauthorized');
          call.principal = key.may ?? 'write';
          if (key.may === 'nothing') return refuse(403, 'Forbidden');
          if (found === undefined) return refuse(404, 'Not found');
          try {
            const body = bodyOf(request);
            return found.route({ ...found, body, query: request.url.searchParams, now: world.clock.now() });
          } catch (error) {
            if (error instanceof Refused) return refuse(error.status, error.message);
            throw error;
          }
        },
      );
    },
  };
}

/** Every platform here requires the content type of JSON, and no body with a GET. */
function bodyOf({ method, headers, body }: Request): unknown {
  if (method === 'GET' && body.length > 0) throw new Refused(400, 'A GET request has no body.');
  if (body.length === 0) return undefined;
  if (!/^application\/json(?:;|$)/.test(headers['content-type'] ?? ''))
    throw new Refused(415, 'Expected application/json.');
  const json = parseJson(body.toString());
  if (json === undefined) throw new Refused(400, 'The body is not JSON.');
  return json;
}

function match(routes: Rules['routes'], { method, target }: Request) {
  const [path = ''] = target.split('?');
  for (const [name, route] of Object.entries(routes)) {
    const [wanted, template = ''] = name.split(' ');
    if (wanted !== method) continue;
    const params = paramsIn(template.split('/'), path.split('/'));
    if (params !== undefined) return { name, route, params };
  }
  return undefined;
}

/** A slash in a parameter comes percent-encoded. `{path...}` takes the rest of the path. */
function paramsIn(template: string[], path: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const [, name, rest] = /^\{(\w+)(\.\.\.)?\}$/.exec(segment) ?? [];
    const found = rest === undefined ? path[index] : path.slice(index).join('/');
    if (found === undefined || found === '') {
      if (segment !== '') return undefined;
      continue;
    }
    if (name === undefined) {
      if (found !== segment) return undefined;
    } else params[name] = decodeURIComponent(found);
    if (rest !== undefined) return params;
  }
  return template.length === path.length ? params : undefined;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(status >= 400 && { outcome: `refused ${status}` }),
  };
}

export function bearer(headers: Request['headers']): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}
