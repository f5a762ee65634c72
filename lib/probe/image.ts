import type { RegistryHost } from '../hosts/registry-host.ts';

/** What the manifest of an image can be. A registry that cannot give what is accepted says that there is nothing. */
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
  /** A digest names the image even if there is a tag. With neither, the tag is `latest`, as for Docker. */
  reference: string;
}

/** `repository:tag@digest`, as `image` has it. On Docker Hub a name without a user is an official image. */
export function readImage(image: string, { kind }: RegistryHost): ImageName {
  const [name = '', digest] = image.split('@');
  const [path = '', tag = 'latest'] = name.split(':');
  const repository = kind === 'docker-hub' && !path.includes('/') ? `library/${path}` : path;
  return { repository, reference: digest ?? tag };
}
