import { awsAudience, callsForSubject, type Subject } from '../subject.ts';
import type { SourceFacts, SourceOptions, SourceTraits } from '../traits.ts';
import type { OidcOptions } from './options.ts';
import { exchangeFor, type OidcExchange } from './presets.ts';

/** Tokens of a service that trusts an OIDC issuer. */
export interface OidcSpec extends SourceFacts {
  kind: 'oidc';
  host: string;
  exchange: OidcExchange;
  subject: Subject;
}

const TYPES: readonly string[] = ['jfrog', 'cloudsmith', 'quay', 'oidc'] satisfies OidcOptions['type'][];

/** Most services issue tokens of an hour. The gate compares the real life of a token with this. */
const DEFAULT_LIFE_S = 3_600;

export function compileOidc({ host, source }: SourceOptions): OidcSpec | undefined {
  if (
    !isOidc(source) ||
    host.kind === 'ecr' ||
    host.kind === 'ecr-public' ||
    host.kind === 'artifact-registry'
  ) {
    return undefined;
  }
  const { subjectToken, audience = `https://${host.host}`, lifetimeSeconds = DEFAULT_LIFE_S } = source;
  const exchange = exchangeFor(source, host.host);
  return {
    kind: 'oidc',
    name: `${source.type} ${host.host}`,
    endpoint: `${exchange.service} for ${host.host}`,
    function: 'refreshTokens',
    username: exchange.username,
    lifeMs: lifetimeSeconds * 1_000,
    host: host.host,
    exchange,
    subject: { token: subjectToken, audience },
  };
}

function isOidc(source: SourceOptions['source']): source is OidcOptions {
  return source !== undefined && TYPES.includes(source.type);
}

export function oidcTraits({ host, exchange: { service }, subject }: OidcSpec): SourceTraits {
  return {
    label: () => `${service} for ${host}`,
    title: () => `${host}, by OIDC`,
    reads: [],
    google: undefined,
    awsAudience: awsAudience(subject),
    beginsAsRole: awsAudience(subject) !== undefined,
    awsRights: () => [],
    pullRights: () => [],
    calls: [...callsForSubject(subject), { service, times: 1 }],
  };
}
