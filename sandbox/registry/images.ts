import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** An image that exists in a registry of the sandbox. */
export interface Image {
  /** Any of the registry's names. An ECR host's account owns the repository. */
  host: string;
  repository: string;
  tag: string;
  /** Who else may pull, as the repository's policy has it: account ids, or ARNs of roles, users or sessions. */
  sharedWith?: string[];
  /**
   * The registry sends clients to its storage for manifests too, as GitLab's proxy does for a cached image:
   * https://github.com/moby/moby/issues/50065
   */
  redirectsManifests?: boolean;
}

export interface Content {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface Repository {
  readonly name: string;
  readonly tags: Map<string, Content>;
  readonly manifests: Map<string, Content>;
  readonly blobs: Map<string, Content>;
  readonly sharedWith: Set<string>;
  redirectsManifests: boolean;
}

/** The repositories of every registry, by the registry's own name. */
export class ImageStore {
  readonly #repositories = new Map<string, Repository>();

  add(registry: string, image: Image): void {
    const repository = this.find(registry, image.repository) ?? empty(image.repository);
    this.#repositories.set(`${registry}/${image.repository}`, repository);
    const { manifest, blobs } = build(image);
    repository.tags.set(image.tag, manifest);
    repository.manifests.set(manifest.digest, manifest);
    for (const blob of blobs) repository.blobs.set(blob.digest, blob);
    for (const entry of image.sharedWith ?? []) repository.sharedWith.add(entry);
    repository.redirectsManifests ||= image.redirectsManifests ?? false;
  }

  find(registry: string, repository: string): Repository | undefined {
    return this.#repositories.get(`${registry}/${repository}`);
  }
}

function empty(name: string): Repository {
  return {
    name,
    tags: new Map(),
    manifests: new Map(),
    blobs: new Map(),
    sharedWith: new Set(),
    redirectsManifests: false,
  };
}

/** A real, if empty, image: one layer without files, a config that names the image, and the manifest over both. */
function build({ host, repository, tag }: Image): { manifest: Content; blobs: Content[] } {
  const tar = Buffer.alloc(1024);
  const layer = content('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(tar));
  const config = content('application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { 'org.opencontainers.image.ref.name': `${host}/${repository}:${tag}` } },
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
  });
  const manifest = content('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  return { manifest, blobs: [config, layer] };
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function content(mediaType: string, body: Buffer | object): Content {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return { digest: digestOf(bytes), mediaType, bytes };
}

function descriptor({ mediaType, digest, bytes }: Content) {
  return { mediaType, digest, size: bytes.length };
}
