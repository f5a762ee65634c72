import type { GoogleIdentity } from '../../google/identity.ts';
import type { Names } from '../../references/names.ts';
import { callsToSignIn, keysOf } from '../../references/reference.ts';
import { printable } from '../../secrecy/quote.ts';
import {
  type BackendTraits,
  type Destination,
  escapeBytes,
  type SecretNaming,
  unescapeBytes,
} from '../traits.ts';
import type { GoogleSecretManagerOptions } from './options.ts';

export interface GoogleSecretManagerTarget extends Omit<GoogleSecretManagerOptions, 'format' | 'identity'> {
  /** The identity that writes. */
  writer: GoogleIdentity;
}

export function compileGoogleSecretManager(
  { format: _, identity, ...rest }: GoogleSecretManagerOptions,
  names: Names,
): GoogleSecretManagerTarget {
  return { ...rest, writer: names.google(identity) };
}

export function googleSecretManagerTraits(target: GoogleSecretManagerTarget): BackendTraits {
  const { project, location, replicas, writer } = target;
  const parent = `projects/${project}${location === undefined ? '' : `/locations/${location}`}`;
  return {
    service: SERVICE,
    naming: GOOGLE_NAMING,
    defaultFormat: 'docker-auth',
    problemWithFormat: () => undefined,
    destination: (name) => destinationIn(target, name),
    layout: () => undefined,
    storedAt: (name) => ({ in: target.type, name: `${parent}/secrets/${name}` }),
    reads: keysOf(writer),
    google: { writer, project },
    awsRights: () => [],
    kmsKey: undefined,
    isReadable: true,
    notInLambda: undefined,
    callsToWrite: ({ minted, stored }) => [
      // Calls for a new value: get, access, add, list, destroy. For an unchanged value: get, access twice, list.
      { service: SERVICE, times: 5 * minted + 4 * stored },
      ...callsToSignIn(writer),
    ],
    callsToReadBack: { each: [{ service: SERVICE, times: 2 }], once: callsToSignIn(writer) },
    // Per project: add and destroy, get and list. https://cloud.google.com/secret-manager/quotas
    limits: [
      { what: 'writes', most: 600, per: 'minute', each: 2 },
      { what: 'reads', most: 600, per: 'minute', each: 2 },
    ],
    versionsADay: undefined,
    bill: ({ secrets, writes: accesses }) => {
      const versions = secrets * VERSIONS_KEPT * (replicas?.length ?? 1);
      const dollars = versions * PRICE.versionMonth + accesses * PRICE.access;
      return { dollars, because: { versions, accesses } };
    },
    caveat: undefined,
  };
}

const SERVICE = 'Google Secret Manager';

/**
 * The current version and four older ones. `latest` may lag behind for minutes, and a destroyed version has no value.
 * With a run every quarter of a token's life, the token in the sixth version is dead anyway.
 */
export const VERSIONS_KEPT = 5;

/** Per version that is not destroyed, in each location. https://cloud.google.com/secret-manager/pricing */
const PRICE = { versionMonth: 0.06, access: 0.03 / 10_000 } as const;

/** A project has an id and a number, and only Google knows which ones belong together. */
function destinationIn(
  { project, location = 'global' }: GoogleSecretManagerTarget,
  name: string,
): Destination {
  const isNumber = /^\d+$/.test(project);
  const because = 'a Google project has an id and a number, and these two may be the same project';
  return {
    parts: [project, location, name],
    family: [location, name],
    ...(isNumber && { vague: { because, isRefused: false } }),
  };
}

/** Secret: 1 to 255 of letters, digits, _ and - */
const LONGEST_NAME = 255;
const ILLEGAL = /[^\w-]/gu;

/** An underscore is escaped only before two capital hexadecimal digits, which would look like an escape. */
const ESCAPED = /[^\w-]|_(?=[0-9A-F]{2})/gu;

/** `us-docker.pkg.dev` becomes `us-docker_2Epkg_2Edev`. */
export const GOOGLE_NAMING: SecretNaming = {
  encode: (name) => escapeBytes(name, ESCAPED, '_'),
  decode: (encoded) => unescapeBytes(encoded, '_'),
  problemWith,
};

function problemWith(name: string): string | undefined {
  if (name === '') return 'the name of the secret is empty';
  const illegal = [...new Set(name.match(ILLEGAL))].map(printable);
  if (illegal.length > 0) {
    return `Google Secret Manager does not allow ${illegal.join(' ')} in a name: use letters, digits, _ and -`;
  }
  return name.length > LONGEST_NAME
    ? `the name has ${name.length} characters; Google Secret Manager allows ${LONGEST_NAME}: set a shorter one with name`
    : undefined;
}
