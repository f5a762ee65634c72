import type { GoogleIdentity } from '../google/identity.ts';
import type { BackendOptions, Config, Registry, SecretReference } from './config.ts';
import { googleIdentityOf, namedOrOnly, readerOf } from './google-identity.ts';

/** Everything that serving this registry reads, by where registries.yml says it is kept. */
export function referencesOf(registry: Registry, config: Config): SecretReference[] {
  const { identities } = config;
  const { identity: name, credentials } = registry;
  const identity = name === undefined ? undefined : identities[name];
  const backends = backendsOf(registry, config);
  const direct = [
    ...(credentials === undefined ? [] : [credentials.password]),
    ...(identity?.type === 'aws-role' && typeof identity.externalId === 'object'
      ? [identity.externalId]
      : []),
    ...backends.flatMap(keysOf),
  ];
  const writers = backends.flatMap((options) =>
    options.type === 'google-secret-manager' ? (namedOrOnly(options.identity, identities) ?? []) : [],
  );
  const users = [
    ...[name ?? '', ...writers].map((each) => googleIdentityOf(each, identities)),
    ...direct.map((each) => (each.from === 'google-secret-manager' ? readerOf(each, identities) : undefined)),
  ];
  return [...direct, ...users.flatMap(keyOf)];
}

function backendsOf({ publish }: Registry, { backends }: Config): BackendOptions[] {
  const names = new Set(publish.map(({ backend }) => backend));
  return [...names].flatMap((name) => backends[name] ?? []);
}

/** The keys with which the function writes to places outside AWS and Google. */
function keysOf(options: BackendOptions): SecretReference[] {
  switch (options.type) {
    case 'baseten':
      return [options.apiKey];
    case 'fal':
      return [options.key];
    default:
      return [];
  }
}

/** Whom Google knows by the role alone needs nothing; a key has to be read from where it is kept. */
function keyOf(identity: GoogleIdentity | undefined): SecretReference[] {
  return identity !== undefined && 'key' in identity.base ? [identity.base.key] : [];
}
