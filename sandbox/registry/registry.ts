import { type Answer, plain, type Request } from '../http.ts';
import { type Dialect, serveCall, type World } from '../serve-call.ts';
import { contentAnswer, jsonAnswer, refusal } from './answers.ts';
import type { PullRequestContext, RegistryFamily, RegistryOperation } from './family.ts';
import { type Image, ImageStore } from './images.ts';
import { Storage } from './storage.ts';

/** Repository names as the distribution specification has them. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

const dialect: Dialect = {
  throttled: () => refusal(429, 'TOOMANYREQUESTS', 'toomanyrequests: Rate exceeded'),
  denied: () => refusal(403, 'DENIED', 'requested access to the resource is denied'),
  // A pull has no body: the header is what a careless registry would repeat.
  quoting: ({ headers }) =>
    refusal(400, 'DENIED', `Cannot parse authorization header: ${headers.authorization ?? ''}`),
};

/** The pull side of the distribution API, for all registries. The Host header names the registry. */
export class Registry {
  readonly #world: World;
  readonly #families: readonly RegistryFamily[];
  readonly #images = new ImageStore();
  readonly #storage = new Storage();

  constructor(world: World, families: readonly RegistryFamily[]) {
    this.#world = world;
    this.#families = families;
  }

  add(image: Image): void {
    const registry = this.#families.map((family) => family.registryOf(image.host)).find(Boolean);
    if (registry === undefined) throw new Error(`the sandbox has no registry at "${image.host}"`);
    this.#images.add(registry, image);
  }

  async handle(request: Request): Promise<Answer> {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (this.#storage.isAt(host)) {
      const asked = { service: 'registry-storage', operation: 'get', host };
      return serveCall(this.#world, request, asked, dialect, () =>
        this.#storage.handle(request, this.#world.clock.now()),
      );
    }
    for (const family of this.#families) {
      const registry = family.registryOf(host);
      if (registry !== undefined) return this.#receive(request, host, registry, family);
    }
    return plain(404, `The sandbox has no registry at "${host}"`);
  }

  #receive(request: Request, host: string, registry: string, family: RegistryFamily): Promise<Answer> {
    const operation = readOperation(request.url.pathname, family.tokenPaths);
    const asked = { service: 'registry', operation: operation?.kind ?? 'unknown', host };
    return serveCall(this.#world, request, asked, dialect, ({ call }) => {
      if (operation === undefined) return refusal(404, 'UNSUPPORTED', 'The operation is unsupported.');
      call.resource = describe(host, operation);
      const repository =
        'repository' in operation ? this.#images.find(registry, operation.repository) : undefined;
      const context = { request, host, registry, operation, repository, now: this.#world.clock.now(), call };
      if (operation.kind === 'token' && family.token) return family.token(context);
      if (!['GET', 'HEAD'].includes(request.method))
        return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.');
      return family.refuse(context) ?? serve(context, family, this.#storage);
    });
  }
}

function serve(context: PullRequestContext, family: RegistryFamily, storage: Storage): Answer {
  const { operation, repository, request, now } = context;
  if (operation.kind !== 'manifest' && operation.kind !== 'blob') return jsonAnswer(200, {});
  if (repository === undefined) return refusal(404, 'NAME_UNKNOWN', family.noSuchRepository(context));

  if (operation.kind === 'blob') {
    const blob = repository.blobs.get(operation.reference);
    if (blob === undefined) return refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
    return storage.redirectTo(blob, request, now);
  }
  const manifest = repository.tags.get(operation.reference) ?? repository.manifests.get(operation.reference);
  // A registry that has none of the accepted types answers 404.
  if (manifest === undefined || !accepts(request.headers.accept, manifest.mediaType)) {
    return refusal(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
  }
  return repository.redirectsManifests
    ? storage.redirectTo(manifest, request, now)
    : contentAnswer(manifest.digest, manifest.mediaType, manifest.bytes);
}

function readOperation(path: string, tokenPaths: readonly string[] = []): RegistryOperation | undefined {
  if (tokenPaths.includes(path)) return { kind: 'token' };
  if (path === '/v2' || path === '/v2/') return { kind: 'ping' };
  const [, repository, collection, reference] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (repository === undefined || reference === undefined || !NAME.test(repository)) return undefined;
  return { kind: collection === 'manifests' ? 'manifest' : 'blob', repository, reference };
}

function describe(host: string, operation: RegistryOperation): string {
  if (!('repository' in operation)) return host;
  const separator = operation.reference.includes(':') ? '@' : ':';
  return `${host}/${operation.repository}${separator}${operation.reference}`;
}

/** A client without an accept header accepts everything. */
function accepts(header: string | undefined, mediaType: string): boolean {
  const accepted = (header ?? '*/*').split(',').map((entry) => entry.replace(/;.*/s, '').trim());
  return accepted.some((type) => type === mediaType || type === '*/*' || type === 'application/*');
}
