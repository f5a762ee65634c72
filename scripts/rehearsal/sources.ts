import type { Config } from '../../lib/config/config.ts';
import type { Reference } from '../../lib/references/reference.ts';
import type { AzureAcrSpec } from '../../lib/sources/azure-acr/traits.ts';
import type { OidcSpec } from '../../lib/sources/oidc/traits.ts';
import { issuerOf } from '../../sandbox/aws/web-identity.ts';
import { GITHUB_ISSUER } from '../../sandbox/oidc/github-actions.ts';
import { Authority } from '../../sandbox/tls/certificate.ts';
import { type AzureApplication, azure } from '../../sandbox/tokens/azure.ts';
import { digitalocean } from '../../sandbox/tokens/digitalocean.ts';
import { oidcServices, type Trust } from '../../sandbox/tokens/oidc.ts';
import type { TokenService } from '../../sandbox/tokens/token-service.ts';

/** The account and the role of the sandbox's own function. */
const ISSUER = issuerOf('123456789012');
const ROLE = 'arn:aws:iam::123456789012:role/pullkeeper';

/** The secrets that the sources of a config read, with made-up values. */
export function secretsOfSources({ registries }: Config): [Reference, string][] {
  return registries.flatMap(({ source }): [Reference, string][] => {
    if (source.kind === 'digitalocean') return [[source.token, `rehearsal-token-for-${source.registry}`]];
    if (source.kind !== 'azure-acr' || source.proof.by === 'subject-token') return [];
    const { proof, registry } = source;
    return [[proof.secret, proof.by === 'certificate' ? newPem() : `rehearsal-secret-for-${registry}`]];
  });
}

/** The services that mint for a config, which know its identities. */
export function tokenServicesOf(
  { registries }: Config,
  secretAt: (reference: Reference) => string,
): TokenService[] {
  const applications = registries.flatMap(({ source }) =>
    source.kind === 'azure-acr' ? applicationOf(source, secretAt) : [],
  );
  const trusts = registries.flatMap(({ source }) => (source.kind === 'oidc' ? trustOf(source) : []));
  const tokens = registries.flatMap(({ source }) =>
    source.kind === 'digitalocean' ? { token: secretAt(source.token), registries: [source.registry] } : [],
  );
  return [azure({ applications }), oidcServices(trusts), digitalocean({ tokens })];
}

function trustOf({ host, exchange, subject }: OidcSpec): Trust {
  const { sends, url, username } = exchange;
  const fields = sends.as === 'basic' ? {} : sends.fields;
  const name = fields.provider_name ?? fields.service_slug;
  const type =
    sends.as === 'basic'
      ? 'quay'
      : sends.as === 'form'
        ? 'oidc'
        : fields.provider_name === undefined
          ? 'cloudsmith'
          : 'jfrog';
  return {
    type,
    registry: host,
    url,
    username,
    ...(name !== undefined && { name }),
    ...holderOf(subject.token),
    audience: subject.audience,
  };
}

function applicationOf(
  { tenant, clientId, registry, proof }: AzureAcrSpec,
  secretAt: (reference: Reference) => string,
): AzureApplication {
  const application = { tenant, clientId, mayPull: [registry] };
  switch (proof.by) {
    case 'client-secret':
      return { ...application, secret: secretAt(proof.secret) };
    case 'certificate':
      return { ...application, certificate: secretAt(proof.secret) };
    case 'subject-token':
      return {
        ...application,
        federated: { ...holderOf(proof.subject.token), audience: proof.subject.audience },
      };
  }
}

/** The issuer and the subject of the sandbox's subject tokens. */
function holderOf(token: unknown): { issuer: string; subject: string } {
  return token === 'github-actions'
    ? { issuer: GITHUB_ISSUER, subject: 'repo:rehearsal/rehearsal:ref:refs/heads/main' }
    : { issuer: ISSUER, subject: ROLE };
}

function newPem(): string {
  const { cert, key } = new Authority('rehearsal', 'rsa');
  return `${cert}${key}`;
}
