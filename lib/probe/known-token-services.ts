import type { RegistryHost } from '../hosts/registry-host.ts';

/** A registry, by its kind or its host, and a token service of its owner under another name. Both patterns are whole hosts. */
interface KnownPair {
  registry: RegistryHost['kind'] | RegExp;
  service: string | RegExp;
}

/**
 * The registries whose token service has another host, each with its source. Registries with the token service on the
 * same host need no line: GHCR, Quay, Azure, Harbor, JFrog, Forgejo, Oracle. The host in a line must belong to the
 * owner of the registry alone.
 */
export const KNOWN_TOKEN_SERVICES: readonly KnownPair[] = [
  // https://distribution.github.io/distribution/spec/auth/token/
  { registry: 'docker-hub', service: 'auth.docker.io' },
  // https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
  { registry: 'ecr-public', service: /^(?:public\.ecr\.aws|ecr-public\.aws\.com)$/ },
  // https://github.com/NVIDIA/nvcf/issues/557
  { registry: 'ngc', service: 'authn.nvidia.com' },
  // Google's regional endpoints, docker.<region>.rep.pkg.dev, are <region>-docker.pkg.dev under another name:
  // https://github.com/GoogleCloudPlatform/docker-credential-gcr (config/const.go). All of pkg.dev is Google's.
  { registry: 'artifact-registry', service: /^[a-z0-9-]+-docker\.pkg\.dev$/ },
  // https://docs.gitlab.com/administration/packages/container_registry/ (token_realm)
  { registry: /^registry\.gitlab\.com$/, service: 'gitlab.com' },
  // https://access.redhat.com/articles/3560571
  { registry: /^registry\.(?:redhat\.io|connect\.redhat\.com)$/, service: 'sso.redhat.com' },
  // https://docs.digitalocean.com/reference/api/ answers there; seen in challenges of registry.digitalocean.com
  { registry: /^registry\.digitalocean\.com$/, service: 'api.digitalocean.com' },
  // Challenges of rg.<region>.scw.cloud name https://api.scaleway.com/registry-internal/v1/regions/<region>/tokens
  { registry: /^rg\.[a-z]{2}-[a-z]{3}\.scw\.cloud$/, service: 'api.scaleway.com' },
  // Challenges of Alibaba's registries name dockerauth, with the region or without. A bucket would be in oss-<region>.
  {
    registry: /^[a-z0-9-]+\.[a-z]{2}-[a-z]+(?:-\d+)?(?:\.personal)?(?:\.cr)?\.aliyuncs\.com$/,
    service: /^dockerauth(?:\.[a-z]{2}-[a-z]+(?:-\d+)?)?\.aliyuncs\.com$/,
  },
];
