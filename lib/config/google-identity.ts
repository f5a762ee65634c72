import type { IdentityOptions } from './config.ts';
import type {
  GoogleIdentityOptions,
  PullScope,
  ServiceAccountKeyOptions,
  WorkloadIdentityOptions,
} from './google-identity-schema.ts';
import type { SecretReference } from './schema.ts';

/** A Google identity put together from what registries.yml says: who begins, and as whom it acts, one after another. */
export interface GoogleIdentity {
  base: WorkloadIdentity | ServiceAccountKey;
  impersonations: readonly Impersonation[];
  scope: PullScope;
}

export interface WorkloadIdentity {
  type: 'workload-identity';
  provider: string;
  universeDomain: string;
}

export interface ServiceAccountKey {
  type: 'service-account-key';
  key: SecretReference;
}

export interface Impersonation {
  serviceAccount: string;
  delegates: readonly string[];
  lifetimeSeconds: number;
}

/** The universe of everyone who is in no sovereign cloud. */
export const DEFAULT_UNIVERSE = 'googleapis.com';
const DEFAULT_LIFE_S = 3_600;
const NARROWEST = 'devstorage.read_only';

type Identities = Readonly<Record<string, IdentityOptions>>;

export function isGoogle(identity: IdentityOptions): identity is GoogleIdentityOptions {
  return identity.type !== 'aws-role';
}

/** The Google identity of this name; undefined where there is none, or where what it stands on is none. */
export function googleIdentityOf(name: string, identities: Identities): GoogleIdentity | undefined {
  const options = identities[name];
  if (options === undefined || !isGoogle(options)) return undefined;
  const beginning = options.type === 'google-impersonation' ? identities[options.identity] : options;
  const base = beginning && baseOf(beginning);
  if (beginning === undefined || base === undefined) return undefined;
  const steps = beginning === options ? [options] : [beginning, options];
  return { base, impersonations: steps.flatMap(impersonationOf), scope: options.scope ?? NARROWEST };
}

/** Who writes to a Google backend: the identity it names, or the only one there is. */
export function writerOf(named: string | undefined, identities: Identities): string | undefined {
  if (named !== undefined) return named;
  const all = Object.entries(identities).filter(([, identity]) => isGoogle(identity));
  return all.length === 1 ? all[0]?.[0] : undefined;
}

/** Who an identity is before it acts as anyone else; undefined for one that stands on another, or is not Google's. */
export function baseOf(options: IdentityOptions): GoogleIdentity['base'] | undefined {
  switch (options.type) {
    case 'google-workload-identity':
      return workloadIdentityOf(options);
    case 'google-service-account-key':
      return keyOf(options);
    default:
      return undefined;
  }
}

function workloadIdentityOf({ provider, universeDomain }: WorkloadIdentityOptions): WorkloadIdentity {
  return { type: 'workload-identity', provider, universeDomain: universeDomain ?? DEFAULT_UNIVERSE };
}

function keyOf({ key }: ServiceAccountKeyOptions): ServiceAccountKey {
  return { type: 'service-account-key', key };
}

function impersonationOf(options: IdentityOptions): Impersonation[] {
  if (!('serviceAccount' in options) || options.serviceAccount === undefined) return [];
  const { serviceAccount, delegates = [], lifetimeSeconds = DEFAULT_LIFE_S } = options;
  return [{ serviceAccount, delegates, lifetimeSeconds }];
}
