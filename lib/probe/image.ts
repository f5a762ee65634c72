import type { RegistryHost } from '../hosts/registry-host.ts';

/** The accepted types of a manifest. A registry answers 404 if it has none of the accepted types. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

export function isManifestType(type: string): boolean {
  return /^application\/vnd\.(?:oci\.image\.(?:index|manifest)|docker\.distribution\.manifest)\./.test(type);
}

interface ImageName {
  repository: string;
  /** A digest, which wins over a tag; a tag; or else `latest`, as for Docker. */
  reference: string;
  /** Neither a tag nor a digest is written. */
  isUntagged: boolean;
}

/** Reads `repository:tag@digest`. On Docker Hub a name without a user is an official image. */
export function readImage(image: string, { kind }: RegistryHost): ImageName {
  const [name = '', digest] = image.split('@');
  const [path = '', tag] = name.split(':');
  const repository = kind === 'docker-hub' && !path.includes('/') ? `library/${path}` : path;
  const written = digest ?? tag;
  return { repository, reference: written ?? 'latest', isUntagged: written === undefined };
}
