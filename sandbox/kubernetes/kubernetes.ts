import { randomUUID } from 'node:crypto';
import { isMap, parseDocument } from 'yaml';

import type { Principals } from '../aws/principals.ts';
import type { Answer, Request } from '../http.ts';
import { isRecord, parseJson } from '../json.ts';
import { type CallContext, type Dialect, serveCall, type World } from '../serve-call.ts';
import { DISCOVERY } from './discovery.ts';
import { signerOf } from './eks.ts';
import { type Applied, applyFields, type Fields, updateFields } from './managed-fields.ts';
import { badRequest, type KubeObject, objectIn } from './object.ts';
import { demand, type KubernetesUser } from './rights.ts';
import { describeSecret, fieldsOf, type StoredSecret, validate } from './secret.ts';
import { invalid, json, notFound, refusal, StatusError, tooManyRequests } from './status.ts';

export interface KubernetesOptions {
  /** Default: `default`. */
  namespaces?: readonly string[];
  users?: readonly KubernetesUser[];
  /** Roles and RoleBindings. */
  rbac?: readonly unknown[];
  /** The name of the cluster in EKS. */
  cluster?: string;
}

const dialect: Dialect = {
  throttled: tooManyRequests,
  denied: () => refusal(new StatusError(403, 'Forbidden', 'forbidden: the user cannot do this')),
  quoting: ({ body }) => refusal(badRequest(`error decoding YAML: ${body.toString()}`)),
};

const APPLY = 'application/apply-patch+yaml';
const MERGES = ['application/merge-patch+json', 'application/strategic-merge-patch+json'];

interface Visit {
  request: Request;
  user: KubernetesUser;
  namespace: string;
  /** Empty where the path names no Secret. */
  name: string;
  call: CallContext['call'];
}

/** An API server, as far as Secrets go. https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
export class Kubernetes {
  readonly #world: World;
  readonly #principals: Principals;
  readonly #namespaces: Set<string>;
  readonly #cluster: string;
  readonly #secrets = new Map<string, StoredSecret>();
  #users: readonly KubernetesUser[];
  #rbac: readonly unknown[];
  #version = 1000;

  constructor(world: World, principals: Principals, options: KubernetesOptions = {}) {
    this.#world = world;
    this.#principals = principals;
    this.#namespaces = new Set(options.namespaces ?? ['default']);
    this.#users = options.users ?? [];
    this.#rbac = options.rbac ?? [];
    this.#cluster = options.cluster ?? '';
  }

  /** Gives these Roles and RoleBindings, and takes all others away. */
  setRbac(rbac: readonly unknown[]): void {
    this.#rbac = rbac;
  }

  /** Looks at a Secret, past every permission. */
  secret(namespace: string, name: string) {
    const found = this.#secrets.get(`${namespace}/${name}`);
    return found && { ...found, object: describeSecret(found), data: (key: string) => dataIn(found, key) };
  }

  /** Deletes a Secret, as a person does by hand. */
  deleteSecret(namespace: string, name: string): void {
    this.#secrets.delete(`${namespace}/${name}`);
  }

  handle(request: Request): Promise<Answer> {
    const { pathname } = request.url;
    const [, namespace, name] =
      /^\/api\/v1\/namespaces\/([^/]+)\/secrets(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const operation = `${request.method} ${namespace === undefined ? pathname : 'secrets'}`;
    return serveCall(this.#world, request, { service: 'kubernetes', operation }, dialect, ({ call }) => {
      try {
        const user = this.#authenticate(request);
        call.principal = user.name;
        if (namespace === undefined) return this.#discover(pathname);
        call.resource = `${namespace}/${name ?? ''}`;
        return this.#serve({ request, user, namespace, name: name ?? '', call });
      } catch (error) {
        if (error instanceof StatusError) return refusal(error);
        throw error;
      }
    });
  }

  #authenticate({ headers, peer }: Request): KubernetesUser {
    const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    const role = token?.startsWith('k8s-aws-v1.')
      ? signerOf(token, this.#cluster, this.#principals, this.#now())
      : undefined;
    const found = this.#users.find(
      (user) =>
        (token !== undefined && user.token === token) ||
        (role !== undefined && user.roleArn === role) ||
        (token === undefined && peer !== undefined && user.commonName === peer),
    );
    if (found === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    return found;
  }

  #discover(path: string): Answer {
    const found = Object.hasOwn(DISCOVERY, path) ? DISCOVERY[path] : undefined;
    if (found === undefined)
      throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
    return json(200, found);
  }

  #serve(visit: Visit): Answer {
    const { request, name } = visit;
    switch (`${request.method} ${name === '' ? 'all' : 'one'}`) {
      case 'GET one':
        this.#demand(visit, 'get');
        return json(200, describeSecret(this.#found(visit)));
      case 'GET all': {
        this.#demand(visit, 'list');
        const items = [...this.#secrets.values()].filter(({ namespace }) => namespace === visit.namespace);
        return json(200, {
          kind: 'SecretList',
          apiVersion: 'v1',
          metadata: {},
          items: items.map(describeSecret),
        });
      }
      case 'POST all':
        this.#demand(visit, 'create');
        return this.#create(visit);
      case 'PATCH one':
        this.#demand(visit, 'patch');
        return request.headers['content-type'] === APPLY ? this.#apply(visit) : this.#merge(visit);
      case 'DELETE one':
        this.#demand(visit, 'delete');
        this.#secrets.delete(keyOf(this.#found(visit)));
        return json(200, { kind: 'Status', apiVersion: 'v1', status: 'Success' });
      default:
        throw new StatusError(
          405,
          'MethodNotAllowed',
          'the server does not allow this method on the requested resource',
        );
    }
  }

  #demand({ user, namespace, name }: Visit, verb: string): void {
    demand(user, { verb, group: '', resource: 'secrets', namespace, name }, this.#rbac);
  }

  #found({ namespace, name }: Pick<Visit, 'namespace' | 'name'>): StoredSecret {
    const found = this.#secrets.get(`${namespace}/${name}`);
    if (found === undefined) throw notFound('secrets', name);
    return found;
  }

  #create(visit: Visit): Answer {
    const object = objectIn(parseJson(visit.request.body.toString()));
    const { name, resourceVersion } = object.metadata;
    refuseOtherPlace(object, { ...visit, name });
    if (resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
    if (this.#secrets.has(`${visit.namespace}/${name}`)) {
      throw new StatusError(409, 'AlreadyExists', `secrets "${name}" already exists`, {
        name,
        kind: 'secrets',
      });
    }
    const fields = fieldsOf(object);
    const applied = updateFields(
      { live: new Map(), managers: [] },
      { manager: managerOf(visit), fields, at: this.#now() },
    );
    return json(201, this.#store({ ...visit, name }, applied));
  }

  #apply(visit: Visit): Answer {
    const { request, namespace, name } = visit;
    const manager = request.url.searchParams.get('fieldManager');
    if (!manager)
      throw invalid('PatchOptions', '', 'fieldManager: Required value: is required for apply patch');
    const object = objectIn(yamlIn(request.body.toString()));
    refuseOtherPlace(object, visit);
    if (object.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
    const before = this.#secrets.get(`${namespace}/${name}`);
    const { resourceVersion, uid } = object.metadata;
    if (uid !== undefined && uid !== before?.uid) {
      throw conflict(name, `uid mismatch: the provided object specified uid ${uid}`);
    }
    const force = request.url.searchParams.get('force') === 'true';
    const change = { live: before?.fields ?? new Map<string, string>(), managers: before?.managers ?? [] };
    const applied = applyFields(change, { manager, force, fields: fieldsOf(object), at: this.#now() });
    // A version that is given for an object that does not exist is not looked at.
    if (before !== undefined && resourceVersion !== undefined && resourceVersion !== String(before.version)) {
      throw conflict(name, CHANGED);
    }
    if (before === undefined) this.#demand(visit, 'create');
    return json(before === undefined ? 201 : 200, this.#store(visit, applied));
  }

  /** How kubectl edits, labels and annotates. A Secret has maps of texts only, which both kinds of patch merge alike. */
  #merge(visit: Visit): Answer {
    const { request } = visit;
    if (!MERGES.includes(request.headers['content-type'] ?? '')) {
      throw new StatusError(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format');
    }
    if (request.url.searchParams.has('force')) {
      throw invalid('PatchOptions', '', 'force: Forbidden: may not be specified for non-apply patch');
    }
    const before = this.#found(visit);
    const merged = merge(describeSecret(before), parseJson(request.body.toString()));
    const fields = fieldsOf(objectIn(merged));
    const change = { live: before.fields, managers: before.managers };
    return json(
      200,
      this.#store(visit, updateFields(change, { manager: managerOf(visit), fields, at: this.#now() })),
    );
  }

  #store({ request, namespace, name, call }: Visit, { fields, managers }: Applied): object {
    if (!this.#namespaces.has(namespace)) throw notFound('namespaces', namespace);
    const key = `${namespace}/${name}`;
    const before = this.#secrets.get(key);
    validate(name, fields, before?.fields);
    call.resource = key;
    const isSame = before !== undefined && isEqual(before.fields, fields);
    const isDry = request.url.searchParams.get('dryRun') === 'All';
    const stored: StoredSecret = {
      namespace,
      name,
      uid: before?.uid ?? randomUUID(),
      createdAt: before?.createdAt ?? this.#now(),
      version: isSame ? before.version : this.#version + 1,
      fields,
      managers,
    };
    if (!isDry) {
      this.#version = Math.max(this.#version, stored.version);
      this.#secrets.set(key, stored);
    }
    return describeSecret(stored);
  }

  #now(): Date {
    return this.#world.clock.now();
  }
}

const CHANGED = 'the object has been modified; please apply your changes to the latest version and try again';

function conflict(name: string, why: string): StatusError {
  return new StatusError(409, 'Conflict', `Operation cannot be fulfilled on secrets "${name}": ${why}`, {
    name,
    kind: 'secrets',
  });
}

function refuseOtherPlace(
  { metadata }: KubeObject,
  { namespace, name }: Pick<Visit, 'namespace' | 'name'>,
): void {
  if (metadata.name !== name) throw badRequest('the name of the object does not match the name on the URL');
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** Without a name, it is the client's own: the first word of its User-Agent. */
function managerOf({ request }: Visit): string {
  return (
    request.url.searchParams.get('fieldManager') ??
    (request.headers['user-agent'] ?? 'unknown').split('/')[0] ??
    ''
  );
}

function yamlIn(text: string): unknown {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) throw badRequest('error decoding YAML');
  return document.toJS();
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function isEqual(one: Fields, other: Fields): boolean {
  return one.size === other.size && [...one].every(([path, text]) => other.get(path) === text);
}

function keyOf({ namespace, name }: StoredSecret): string {
  return `${namespace}/${name}`;
}

function dataIn({ fields }: StoredSecret, key: string): string | undefined {
  const text = fields.get(JSON.stringify(['data', key]));
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString();
}
