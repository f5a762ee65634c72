import { isRecord } from '../json.ts';
import { type Pages, pageOf } from './pages.ts';
import {
  json,
  type Platform,
  type PlatformOptions,
  platform,
  Refused,
  type Route,
  type Visit,
} from './platform.ts';

/** A request of a described service, with its placeholders. */
interface Described {
  method: string;
  target: string;
  json?: unknown;
  in?: string | undefined;
  where?: Readonly<Record<string, string>> | undefined;
  pages?: Pages | undefined;
  id?: string | undefined;
  ready?: Readonly<Record<string, string>>;
  value?: string;
}

interface AnyOptions extends PlatformOptions {
  find?: Described | undefined;
  write: Described;
  create?: Described | undefined;
  confirm?: Described | undefined;
  afterError?: Described | undefined;
  read?: Described | undefined;
  mustExist?: boolean | undefined;
}

/**
 * A service that is known only from its description in registries.yml. It accepts the requests of the description and
 * no others, rejects a body of another shape, and answers as the description expects.
 */
export function anyPlatform({
  host,
  keys,
  names,
  find,
  write,
  create,
  confirm,
  afterError,
  read,
}: AnyOptions): Platform {
  /** A description without secrets is of a service that requires no key: every request has the empty one. */
  const known = keys.length === 0 ? [{ key: '' }] : keys;
  const values = new Map<string, string>(names.map((name) => [name, '']));
  const looks = [find, confirm, afterError, read].filter((look) => look !== undefined);
  const routes: Record<string, Route> = {};
  for (const look of looks) routes[routeOf(look)] = (visit) => show(visit, look);
  if (create !== undefined) routes[routeOf(create)] = (visit) => store(visit, create);
  routes[routeOf(write)] = (visit) => {
    const name = nameIn(visit, write);
    if (!values.has(name) && (find !== undefined || create !== undefined))
      throw new Refused(404, 'Not found');
    return store(visit, write);
  };
  return platform({
    host,
    service: host,
    keys: known,
    keyIn: (headers) =>
      known.find(({ key }) => Object.values(headers).some((value) => value.includes(key)))?.key,
    refuse: (status, message) => json(status, { message }),
    read: (name) => values.get(name) || undefined,
    remove: (name) => void values.delete(name),
    routes,
  });

  function store(visit: Visit, { json: template }: Described) {
    const problem = misfit(visit.body, template);
    if (problem !== undefined) throw new Refused(422, problem);
    const { value, username, password } = filledIn(visit.body, template);
    const stored = value ?? (password === undefined ? '' : `${username}:${password}`);
    values.set(nameIn(visit, { ...write, json: template }), stored);
    return json(200, {});
  }

  function show(visit: Visit, look: Described) {
    if (look.where !== undefined) {
      const entries = [...values.keys()].map((name) => entry(name));
      const first = new URL(look.target, `https://${host}`);
      const { shown, headers, next } = pageOf(entries, first, visit.query, look.pages);
      const list = at(look.in ?? '', shown);
      return json(200, next === undefined ? list : at(next.pointer, next.text, list), headers);
    }
    const name = nameIn(visit, look);
    if (!values.has(name)) throw new Refused(404, 'Not found');
    return json(200, entry(name));
  }

  /** One secret, with every field that a request of the description may read. */
  function entry(name: string): unknown {
    let shown: unknown = {};
    for (const { where = {}, ready = {}, id, value } of looks) {
      for (const [pointer, text] of Object.entries({ ...where, ...ready }))
        shown = at(pointer, text === '{name}' ? name : text, shown);
      if (id !== undefined) shown = at(id, `id-of-${name}`, shown);
      if (value !== undefined) shown = at(value, values.get(name), shown);
    }
    return shown;
  }
}

function routeOf({ method, target }: Described): string {
  return `${method} ${target.split('?')[0]}`;
}

function nameIn({ params, body }: Visit, { json: template }: Described): string {
  const { name = params.name, id = params.id } = filledIn(body, template);
  return name ?? id?.replace(/^id-of-/, '') ?? '';
}

/** Returns the values that the placeholders of a template have in a body. */
function filledIn(body: unknown, template: unknown): Record<string, string> {
  const [, name] = /^\{(\w+)\}$/.exec(String(template)) ?? [];
  if (name !== undefined) return typeof body === 'string' ? { [name]: body } : {};
  if (!isRecord(template) || !isRecord(body)) return {};
  return Object.assign({}, ...Object.entries(template).map(([key, inner]) => filledIn(body[key], inner)));
}

/** Returns why a body does not match the template. */
function misfit(body: unknown, template: unknown): string | undefined {
  if (typeof template === 'string')
    return typeof body === 'string' && body !== '' ? undefined : `${template} is missing`;
  if (!isRecord(template))
    return JSON.stringify(body) === JSON.stringify(template) ? undefined : 'not as described';
  if (!isRecord(body)) return 'not an object';
  const [stranger] = Object.keys(body).filter((key) => !(key in template));
  if (stranger !== undefined) return `${stranger} is not a known field`;
  return Object.entries(template)
    .filter(([key, inner]) => key in body || inner !== '{expiresAt}')
    .map(([key, inner]) => misfit(body[key], inner))
    .find((problem) => problem !== undefined);
}

/** Puts a value at a JSON pointer. */
function at(pointer: string, value: unknown, into: unknown = {}): unknown {
  const [, key, ...rest] = pointer.split('/');
  if (key === undefined) return value;
  const object = isRecord(into) ? into : {};
  return { ...object, [key]: at(rest.map((each) => `/${each}`).join(''), value, object[key]) };
}
