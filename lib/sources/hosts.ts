/** A type of source, and the hosts whose owner offers it. */
interface Offer {
  type: string;
  hosts: RegExp;
  /** The hosts, in words. */
  says: string;
}

const OFFERS: readonly Offer[] = [
  { type: 'azure-acr', hosts: /^[a-z0-9-]+\.azurecr\.(?:io|us|cn)$/, says: 'hosts such as acme.azurecr.io' },
  { type: 'jfrog', hosts: /^[a-z0-9-]+\.jfrog\.io$/, says: 'hosts of JFrog' },
  { type: 'cloudsmith', hosts: /^docker\.cloudsmith\.io$/, says: 'hosts of Cloudsmith' },
  { type: 'quay', hosts: /^quay\.io$/, says: 'hosts of Quay' },
  { type: 'digitalocean', hosts: /^registry\.digitalocean\.com$/, says: 'registry.digitalocean.com' },
];

/** The type of source for a host. */
export function typeForHost(host: string): string | undefined {
  return OFFERS.find(({ hosts }) => hosts.test(host))?.type;
}

/** The hosts that a type of source mints for, in words. */
export function hostsOfType(type: string): string {
  return OFFERS.find((each) => each.type === type)?.says ?? 'other hosts';
}
