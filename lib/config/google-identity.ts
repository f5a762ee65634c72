import {
  DEFAULT_UNIVERSE,
  type GoogleIdentity,
  type Impersonation,
  type ServiceAccountKey,
  type WorkloadIdentity,
} from '../google/identity.ts';
import type { IdentityOptions } from './config.ts';
import type {
  GoogleIdentityOptions,
  ServiceAccountKeyOptions,
  WorkloadIdentityOptions,
} from './schema/google-identity-schema.ts';
import type { GoogleReference, SecretReference } from './schema/reference-schema.ts';

const DEFAULT_LIFE_S = 3_600;
const DEFAULT_SCOPE = 'cloud-platform.read-only';

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
  return { base, impersonations: steps.flatMap(impersonationOf), scope: options.scope ?? DEFAULT_SCOPE };
}

/** Who calls Google where an identity may be named: that one, or the only one there is. */
export function namedOrOnly(named: string | undefined, identities: Identities): string | undefined {
  if (named !== undefined) return named;
  const all = Object.entries(identities).filter(([, identity]) => isGoogle(identity));
  return all.length === 1 ? all[0]?.[0] : undefined;
}

/** Who reads a secret that Google keeps. */
export function readerOf({ identity }: GoogleReference, identities: Identities): GoogleIdentity | undefined {
  return googleIdentityOf(namedOrOnly(identity, identities) ?? '', identities);
}

/** Whether Google knows it by the AWS role of whoever asks. */
export function beginsWithRole(identity: GoogleIdentity | undefined): boolean {
  return identity?.base.type === 'workload-identity';
}

/** Whether a secret is read by somebody whom Google knows by the AWS role of whoever asks. */
export function isReadByRole(reference: SecretReference, identities: Identities): boolean {
  return reference.from === 'google-secret-manager' && beginsWithRole(readerOf(reference, identities));
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

/** The schema takes no key that Google keeps. */
function keyOf({ key }: ServiceAccountKeyOptions): ServiceAccountKey | undefined {
  return key.from === 'google-secret-manager' ? undefined : { type: 'service-account-key', key };
}

function impersonationOf(options: IdentityOptions): Impersonation[] {
  if (!('serviceAccount' in options) || options.serviceAccount === undefined) return [];
  const { serviceAccount, delegates = [], lifetimeSeconds = DEFAULT_LIFE_S } = options;
  return [{ serviceAccount, delegates, lifetimeSeconds }];
}
