import {
  DEFAULT_UNIVERSE,
  type GoogleIdentity,
  type Impersonation,
  type WorkloadIdentity,
} from '../../google/identity.ts';
import type { Names } from '../../references/names.ts';
import type { AwsRole } from '../../references/reference.ts';
import type { GoogleIdentityOptions, WorkloadIdentityOptions } from '../schema/google-identity-schema.ts';
import { secretVersionNamed } from '../schema/google-secret-name.ts';
import { isGoogleReference } from '../schema/reference-schema.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import { otherNames } from './explain.ts';
import type { Sound } from './pieces.ts';
import type { IdentityOptions } from './schema.ts';

const DEFAULT_LIFE_S = 3_600;
const DEFAULT_SCOPE = 'cloud-platform.read-only';

type Identities = Sound<IdentityOptions>;

export function isGoogle(identity: IdentityOptions): identity is GoogleIdentityOptions {
  return identity.type !== 'aws-role';
}

/** How to complain about a missing or wrong Google identity. */
interface Placed {
  path: Path;
  at: Complaint['at'];
  /** The complaint if no identity is named, and if an AWS role is named. */
  needs: string;
  only: string;
}

/** Resolves the names in registries.yml. An unknown name becomes a complaint. */
export class Resolver {
  readonly complaints: Complaint[] = [];
  readonly #identities: Identities;
  readonly #roles = new Map<string, AwsRole>();

  constructor(identities: Identities) {
    this.#identities = identities;
    this.complaints.push(...checkImpersonations(identities));
    for (const [name, options] of identities) {
      if (options?.type !== 'aws-role') continue;
      const { externalId, ...rest } = options;
      const names = this.at(['identities', name]);
      this.#roles.set(name, {
        ...rest,
        ...(externalId !== undefined && {
          externalId: typeof externalId === 'string' ? externalId : names.reference(externalId, 'externalId'),
        }),
      });
    }
  }

  /** The references of the entry at a place. Without `caller`, its identity is checked in another place. */
  at(path: Path, caller?: Placed): Names {
    return {
      role: (named) => (named === undefined ? undefined : this.#roles.get(named)),
      google: (named) => {
        if (caller !== undefined) this.complaints.push(...checkCaller(named, this.#identities, caller));
        return this.#googleNamed(named);
      },
      reference: (reference, ...option) => {
        if (!isGoogleReference(reference)) return reference;
        const place = { ...READER, path: [...path, ...option] };
        this.complaints.push(...checkCaller(reference.identity, this.#identities, place));
        const { from, id, identity } = reference;
        return { from, id, secret: secretVersionNamed(id) ?? NO_SECRET, reader: this.#googleNamed(identity) };
      },
    };
  }

  #googleNamed(named: string | undefined): GoogleIdentity {
    const [only, ...more] = [...this.#identities].flatMap(([name, options]) =>
      options !== undefined && isGoogle(options) ? name : [],
    );
    const name = named ?? (more.length === 0 ? only : undefined);
    return (name !== undefined && googleIdentityOf(name, this.#identities)) || UNRESOLVED_IDENTITY;
  }
}

const READER = {
  at: 'value',
  needs: 'reading from Google Secret Manager needs a Google identity',
  only: 'only a Google identity can read from Google Secret Manager',
} as const;

/**
 * Placeholders for names that could not be resolved. A complaint exists for each, so they never leave the compiler.
 */
const UNRESOLVED_IDENTITY: GoogleIdentity = {
  base: { type: 'workload-identity', provider: '', universeDomain: DEFAULT_UNIVERSE },
  impersonations: [],
  scope: DEFAULT_SCOPE,
};
const NO_SECRET = { secret: '', project: '', name: '', version: '' };

/**
 * Returns the Google identity of this name, or undefined if it does not exist or the identity that it impersonates
 * from is not valid.
 */
function googleIdentityOf(name: string, identities: Identities): GoogleIdentity | undefined {
  const options = identities.get(name);
  if (options === undefined || !isGoogle(options)) return undefined;
  const beginning = options.type === 'google-impersonation' ? identities.get(options.identity) : options;
  const base = beginning && baseOf(beginning);
  if (beginning === undefined || base === undefined) return undefined;
  const steps = beginning === options ? [options] : [beginning, options];
  return { base, impersonations: steps.flatMap(impersonationOf), scope: options.scope ?? DEFAULT_SCOPE };
}

/** Returns how an identity signs in, before any impersonation. Undefined for an impersonation and for an AWS role. */
function baseOf(options: IdentityOptions): GoogleIdentity['base'] | undefined {
  switch (options.type) {
    case 'google-workload-identity':
      return workloadIdentityOf(options);
    case 'google-service-account-key':
      // The schema allows no key that is stored in Google.
      return isGoogleReference(options.key) ? undefined : { type: 'service-account-key', key: options.key };
    case 'google-application-default':
      return { type: 'application-default' };
    default:
      return undefined;
  }
}

function workloadIdentityOf(options: WorkloadIdentityOptions): WorkloadIdentity {
  const { provider, universeDomain = DEFAULT_UNIVERSE, subjectToken } = options;
  return {
    type: 'workload-identity',
    provider,
    universeDomain,
    ...(subjectToken !== undefined && subjectToken !== 'aws-signed-request' && { subjectToken }),
  };
}

function impersonationOf(options: IdentityOptions): Impersonation[] {
  if (!('serviceAccount' in options) || options.serviceAccount === undefined) return [];
  const { serviceAccount, delegates = [], lifetimeSeconds = DEFAULT_LIFE_S } = options;
  return [{ serviceAccount, delegates, lifetimeSeconds }];
}

/** An impersonation starts from an identity that signs in by itself. For longer chains there is `delegates`. */
function checkImpersonations(identities: Identities): Complaint[] {
  return [...identities].flatMap(([name, options]): Complaint[] => {
    if (options?.type !== 'google-impersonation') return [];
    const path = ['identities', name, 'identity'];
    if (!identities.has(options.identity)) {
      const others = otherNames(
        options.identity,
        [...identities.keys()].filter((other) => other !== name),
      );
      return [wrong('unknown-name', path, `no identity is named "${options.identity}"${others}`)];
    }
    const beginning = identities.get(options.identity);
    if (beginning === undefined || baseOf(beginning) !== undefined) return [];
    const message = isGoogle(beginning)
      ? `identity "${options.identity}" is itself an impersonation: list the accounts in between under delegates`
      : `identity "${options.identity}" is an AWS role; only a Google identity can impersonate`;
    return [wrong('identity-does-not-fit', path, message)];
  });
}

/** Who calls Google has to be known there: an identity that is broken in itself has been complained of already. */
function checkCaller(
  identity: string | undefined,
  identities: Identities,
  { path, at, needs, only }: Placed,
): Complaint[] {
  const theirs = [...identities].flatMap(([name, options]) =>
    options === undefined || isGoogle(options) ? name : [],
  );
  if (identity === undefined) {
    if (theirs.length === 1) return [];
    const which = theirs.length === 0 ? 'none is defined' : `set identity to one of ${theirs.join(', ')}`;
    return [{ path, at, code: 'no-reader', message: `${needs}; ${which}` }];
  }
  if (theirs.includes(identity)) return [];
  return identities.has(identity)
    ? [
        wrong(
          'identity-does-not-fit',
          [...path, 'identity'],
          `identity "${identity}" is an AWS role; ${only}`,
        ),
      ]
    : [
        wrong(
          'unknown-name',
          [...path, 'identity'],
          `no identity is named "${identity}"${otherNames(identity, theirs)}`,
        ),
      ];
}
