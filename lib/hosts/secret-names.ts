import { printable, quote } from '../secrecy/quote.ts';

/** How one type of backend names its secrets. A type is one entry below, and an `encode` that no two names share. */
export interface SecretNaming {
  /** The name under which the backend takes what we would like to call it. */
  encode(name: string): string;
  /** What we would have liked to call it. */
  decode(encoded: string): string;
  /** Why the backend would refuse this name, as a clause; undefined when it would not. */
  problemWith(name: string): string | undefined;
}

/** AWS Secrets Manager, CreateSecret: 1 to 512 of letters, digits and /_+=.@- */
const LONGEST_AWS_NAME = 512;
const ILLEGAL_FOR_AWS = /[^\w/+=.@-]/gu;

/** The equals sign is legal, and is escaped all the same: that is what makes every name come back as it was. */
const ESCAPED_FOR_AWS = /[^\w/+.@-]/gu;

/** `https://host:5000` becomes `https=3A//host=3A5000`, as quoted-printable would have it. */
export function encodeAwsSecretName(name: string): string {
  return name.replace(ESCAPED_FOR_AWS, (char) =>
    Array.from(Buffer.from(char), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

export function decodeAwsSecretName(encoded: string): string {
  return encoded.replace(/(?:=[0-9A-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('=', ''), 'hex').toString(),
  );
}

/**
 * A hyphen and six characters at the end are no problem here, though AWS advises against them: they can be taken for
 * the suffix of an ARN by those who look a secret up by part of its ARN. We use the name, which is never ambiguous, and
 * to refuse it would be to refuse `ghcr-secret`.
 */
export function problemWithAwsSecretName(name: string): string | undefined {
  if (name === '') return 'a secret needs a name';
  const illegal = [...new Set(name.match(ILLEGAL_FOR_AWS))].map(printable);
  if (illegal.length > 0) {
    return `AWS Secrets Manager does not take ${illegal.join(' ')} in a name, only letters, digits and / _ + = . @ -`;
  }
  return name.length > LONGEST_AWS_NAME
    ? `the name has ${name.length} characters, and AWS Secrets Manager takes at most ${LONGEST_AWS_NAME}`
    : undefined;
}

/**
 * To Baseten all that is neither letter nor digit is the same, so `a-b.example` and `a.b.example` are one secret.
 * Whether a run of such signs counts as one is not documented; to take it for one can refuse too much and never too
 * little. https://docs.baseten.co/organization/secrets
 */
export function foldBasetenName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '_');
}

/** fal hands secrets to apps as environment variables, and registries refer to them as `$NAME`. */
const VARIABLE = /^[A-Za-z_]\w*$/;
const ESCAPED_FOR_FAL = /_(?=x)|^\d|[^\w]/gu;

/** `ghcr.io` becomes `ghcr_x2Eio`; whoever has to type it chooses another. */
export function encodeFalSecretName(name: string): string {
  return name.replace(ESCAPED_FOR_FAL, (char) =>
    Array.from(Buffer.from(char), (byte) => `_x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

export function decodeFalSecretName(encoded: string): string {
  return encoded.replace(/(?:_x[0-9A-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('_x', ''), 'hex').toString(),
  );
}

export function problemWithFalSecretName(name: string): string | undefined {
  if (name === '') return 'a secret needs a name';
  return VARIABLE.test(name)
    ? undefined
    : `fal makes an environment variable of a secret, and ${quote(name)} cannot be the name of one: letters, digits and _ only, such as GHCR_PASSWORD`;
}

/** Google Secret Manager, Secret: 1 to 255 of letters, digits, _ and - */
const LONGEST_GOOGLE_NAME = 255;
const ILLEGAL_FOR_GOOGLE = /[^\w-]/gu;

/** An underscore is escaped only where two capital hexadecimal digits after it would make an escape of it. */
const ESCAPED_FOR_GOOGLE = /[^\w-]|_(?=[0-9A-F]{2})/gu;

/** `us-docker.pkg.dev` becomes `us-docker_2Epkg_2Edev`. */
export function encodeGoogleSecretName(name: string): string {
  return name.replace(ESCAPED_FOR_GOOGLE, (char) =>
    Array.from(Buffer.from(char), (byte) => `_${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

export function decodeGoogleSecretName(encoded: string): string {
  return encoded.replace(/(?:_[0-9A-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('_', ''), 'hex').toString(),
  );
}

export function problemWithGoogleSecretName(name: string): string | undefined {
  if (name === '') return 'a secret needs a name';
  const illegal = [...new Set(name.match(ILLEGAL_FOR_GOOGLE))].map(printable);
  if (illegal.length > 0) {
    return `Google Secret Manager does not take ${illegal.join(' ')} in a name, only letters, digits, _ and -`;
  }
  return name.length > LONGEST_GOOGLE_NAME
    ? `the name has ${name.length} characters, and Google Secret Manager takes at most ${LONGEST_GOOGLE_NAME}: choose a shorter one with name`
    : undefined;
}

export const SECRET_NAMING = {
  'aws-secrets-manager': {
    encode: encodeAwsSecretName,
    decode: decodeAwsSecretName,
    problemWith: problemWithAwsSecretName,
  },
  // Baseten looks a registry's secret up under the very name that its documentation gives it.
  baseten: {
    encode: (name) => name,
    decode: (encoded) => encoded,
    problemWith: (name) => (name === '' ? 'a secret needs a name' : undefined),
  },
  fal: {
    encode: encodeFalSecretName,
    decode: decodeFalSecretName,
    problemWith: problemWithFalSecretName,
  },
  'google-secret-manager': {
    encode: encodeGoogleSecretName,
    decode: decodeGoogleSecretName,
    problemWith: problemWithGoogleSecretName,
  },
  // A name is a key in a JSON file of ours, which can be any text.
  file: {
    encode: (name) => name,
    decode: (encoded) => encoded,
    problemWith: (name) => (name === '' ? 'a secret needs a name' : undefined),
  },
} satisfies Record<string, SecretNaming>;
