import type { Names } from '../../references/names.ts';
import { callsToRead, type Reference, referenceKey, withKeys } from '../../references/reference.ts';
import { quote } from '../../secrecy/quote.ts';
import { type BackendTraits, escapeBytes, type SecretNaming, unescapeBytes } from '../traits.ts';
import type { FalOptions } from './options.ts';

export interface FalTarget extends Omit<FalOptions, 'format' | 'key' | 'url' | 'environment'> {
  key: Reference;
  url: string;
  environment: string;
}

const DEFAULT_URL = 'https://api.alpha.fal.ai';

/** fal's own default environment. Each environment has only its own secrets. */
const DEFAULT_ENVIRONMENT = 'main';

export function compileFal(
  { format: _, key, url = DEFAULT_URL, environment = DEFAULT_ENVIRONMENT, ...rest }: FalOptions,
  names: Names,
): FalTarget {
  return { ...rest, url, environment, key: names.reference(key, 'key') };
}

export function falTraits({ url, key, environment, defaultExposed }: FalTarget): BackendTraits {
  return {
    service: 'fal',
    naming: FAL_NAMING,
    defaultFormat: 'password',
    problemWithFormat: () => undefined,
    destination: (name) => ({ parts: [url.toLowerCase(), referenceKey(key), environment, name] }),
    layout: () => undefined,
    storedAt: () => undefined,
    reads: withKeys(key),
    google: undefined,
    awsRights: () => [],
    kmsKey: undefined,
    isReadable: false,
    notInLambda: undefined,
    callsToWrite: ({ minted, stored }) => [
      { service: 'fal', times: (minted + stored) * (defaultExposed === undefined ? 1 : 2) },
      ...callsToRead(key),
    ],
    callsToReadBack: { each: [], once: [] },
    limits: [{ what: 'requests', per: 'second', each: 1 }],
    versionsADay: undefined,
    bill: () => undefined,
    caveat: 'experimental: fal does not document the interface that writes its secrets',
  };
}

export function isFal(to: { type: string }): to is FalTarget {
  return to.type === 'fal';
}

/** fal passes secrets to apps as environment variables, and registries refer to them as `$NAME`. */
const VARIABLE = /^[A-Za-z_]\w*$/;
const ESCAPED = /_(?=x)|^\d|[^\w]/gu;

/**
 * Encodes a host as the name of an environment variable: `ghcr.io` becomes `ghcr_x2Eio`. A shorter name can be set
 * with `name`.
 */
export const FAL_NAMING: SecretNaming = {
  encode: (name) => escapeBytes(name, ESCAPED, '_x'),
  decode: (encoded) => unescapeBytes(encoded, '_x'),
  problemWith,
};

function problemWith(name: string): string | undefined {
  if (name === '') return 'the name of the secret is empty';
  return VARIABLE.test(name)
    ? undefined
    : `fal turns a secret into an environment variable, so ${quote(name)} is not allowed: use letters, digits and _, such as GHCR_PASSWORD`;
}
