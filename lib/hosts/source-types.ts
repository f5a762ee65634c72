/** A type of source in registries.yml, and the hosts whose tokens it mints. */
interface SourceType {
  type: string;
  /** The common name of the registry. */
  service: string;
  hosts: RegExp;
  /** The hosts, in words. */
  says: string;
  /** Logins that people store usually expire. Elsewhere people store robots and keys without an end. */
  expires?: true;
}

const SOURCE_TYPES: readonly SourceType[] = [
  {
    type: 'azure-acr',
    service: 'Azure Container Registry',
    hosts: /^[a-z0-9-]+\.azurecr\.(?:io|us|cn)$/,
    says: 'hosts such as acme.azurecr.io',
    expires: true,
  },
  { type: 'jfrog', service: 'JFrog Artifactory', hosts: /^[a-z0-9-]+\.jfrog\.io$/, says: 'hosts of JFrog' },
  {
    type: 'cloudsmith',
    service: 'Cloudsmith',
    hosts: /^docker\.cloudsmith\.io$/,
    says: 'hosts of Cloudsmith',
  },
  { type: 'quay', service: 'Quay', hosts: /^quay\.io$/, says: 'hosts of Quay' },
  {
    type: 'digitalocean',
    service: 'the DigitalOcean Container Registry',
    hosts: /^registry\.digitalocean\.com$/,
    says: 'registry.digitalocean.com',
  },
];

/** Returns the type of source for a host. Undefined for a host that needs none, or that has no type of its own. */
export function sourceTypeFor(host: string): SourceType | undefined {
  return SOURCE_TYPES.find(({ hosts }) => hosts.test(host));
}

/** Returns the hosts that a type of source mints for, in words. */
export function hostsOfType(type: string): string {
  return SOURCE_TYPES.find((each) => each.type === type)?.says ?? 'other hosts';
}
