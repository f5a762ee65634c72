import { attend, type Dialect, type World } from '../attend.ts';
import { type Answer, plain, type Request } from '../http.ts';
import { contentAnswer, jsonAnswer, refusal } from './answers.ts';
import type { Doorkeeper, Visit, Wish } from './doorkeeper.ts';
import { type Image, ImageStore } from './images.ts';

/** Repository names as the distribution specification has them. */
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

const dialect: Dialect = {
  throttled: () => refusal(429, 'TOOMANYREQUESTS', 'toomanyrequests: Rate exceeded'),
  // A pull has no body: the header is what a careless registry would repeat.
  quoting: ({ headers }) =>
    refusal(400, 'DENIED', `Cannot parse authorization header: ${headers.authorization ?? ''}`),
};

/** The pull side of the distribution API, for every registry at once; the Host header tells which is meant. */
export class Registry {
  readonly #world: World;
  readonly #doorkeepers: readonly Doorkeeper[];
  readonly #images = new ImageStore();

  constructor(world: World, doorkeepers: readonly Doorkeeper[]) {
    this.#world = world;
    this.#doorkeepers = doorkeepers;
  }

  add(image: Image): void {
    const registry = this.#doorkeepers.map((keeper) => keeper.registryOf(image.host)).find(Boolean);
    if (registry === undefined) throw new Error(`the sandbox has no registry at "${image.host}"`);
    this.#images.add(registry, image);
  }

  async handle(request: Request): Promise<Answer> {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    for (const keeper of this.#doorkeepers) {
      const registry = keeper.registryOf(host);
      if (registry !== undefined) return this.#receive(request, host, registry, keeper);
    }
    return plain(404, `The sandbox has no registry at "${host}"`);
  }

  #receive(request: Request, host: string, registry: string, keeper: Doorkeeper): Promise<Answer> {
    const wish = readWish(request.url.pathname, keeper.tokenPaths);
    const asked = { service: 'registry', operation: wish?.kind ?? 'unknown', host };
    return attend(this.#world, request, asked, dialect, ({ call }) => {
      if (wish === undefined) return refusal(404, 'UNSUPPORTED', 'The operation is unsupported.');
      call.resource = describe(host, wish);
      const repository = 'repository' in wish ? this.#images.find(registry, wish.repository) : undefined;
      const visit = { request, host, registry, wish, repository, now: this.#world.clock.now(), call };
      if (wish.kind === 'token' && keeper.token) return keeper.token(visit);
      if (!['GET', 'HEAD'].includes(request.method))
        return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.');
      return keeper.refuse(visit) ?? serve(visit, keeper);
    });
  }
}

function serve(visit: Visit, keeper: Doorkeeper): Answer {
  const { wish, repository, request } = visit;
  if (wish.kind !== 'manifest' && wish.kind !== 'blob') return jsonAnswer(200, {});
  if (repository === undefined) return refusal(404, 'NAME_UNKNOWN', keeper.noSuchRepository(visit));

  if (wish.kind === 'blob') {
    const blob = repository.blobs.get(wish.reference);
    if (blob === undefined) return refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
    return contentAnswer(blob.digest, 'application/octet-stream', blob.bytes);
  }
  const manifest = repository.tags.get(wish.reference) ?? repository.manifests.get(wish.reference);
  // Registries that cannot give what is accepted say that there is nothing.
  if (manifest === undefined || !accepts(request.headers.accept, manifest.mediaType)) {
    return refusal(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
  }
  return contentAnswer(manifest.digest, manifest.mediaType, manifest.bytes);
}

function readWish(path: string, tokenPaths: readonly string[] = []): Wish | undefined {
  if (tokenPaths.includes(path)) return { kind: 'token' };
  if (path === '/v2' || path === '/v2/') return { kind: 'ping' };
  const [, repository, collection, reference] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (repository === undefined || reference === undefined || !NAME.test(repository)) return undefined;
  return { kind: collection === 'manifests' ? 'manifest' : 'blob', repository, reference };
}

function describe(host: string, wish: Wish): string {
  if (!('repository' in wish)) return host;
  const separator = wish.reference.includes(':') ? '@' : ':';
  return `${host}/${wish.repository}${separator}${wish.reference}`;
}

/** A client that says nothing takes anything. */
function accepts(header: string | undefined, mediaType: string): boolean {
  const accepted = (header ?? '*/*').split(',').map((entry) => entry.replace(/;.*/s, '').trim());
  return accepted.some((type) => type === mediaType || type === '*/*' || type === 'application/*');
}
