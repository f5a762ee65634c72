import type { Format } from '../../config/schema/schema-parts.ts';
import { printable } from '../../secrecy/quote.ts';
import { type BackendTraits, escapeBytes, type SecretNaming, unescapeBytes } from '../traits.ts';
import type { AwsSecretsManagerOptions } from './options.ts';
import { readSecretsBack, writeSecrets } from './rights.ts';

/** The target. Its prefix is already part of every name. */
export type AwsSecretsManagerTarget = Omit<AwsSecretsManagerOptions, 'format'>;

export function compileAwsSecretsManager({
  format: _,
  ...target
}: AwsSecretsManagerOptions): AwsSecretsManagerTarget {
  return target;
}

export function awsSecretsManagerTraits(target: AwsSecretsManagerTarget): BackendTraits {
  const { region, prefix = '', kmsKeyId } = target;
  return {
    service: SERVICE,
    naming: { ...AWS_NAMING, prefixes: [prefix] },
    defaultFormat: 'docker-auth',
    problemWithFormat: (format) => problemWithFormat(format, kmsKeyId),
    destination: (name) => ({ parts: [region, name] }),
    layout: () => undefined,
    storedAt: (name) => ({ in: target.type, region, name }),
    reads: [],
    google: undefined,
    awsRights: (names, readBack) => [...writeSecrets(names, target), ...readSecretsBack(readBack, target)],
    kmsKey: kmsKeyId === undefined ? undefined : { id: kmsKeyId, region },
    isReadable: true,
    notInLambda: undefined,
    callsToWrite: ({ minted, stored }) => [{ service: SERVICE, times: 2 * minted + stored }], // describe, put
    callsToReadBack: { each: [{ service: SERVICE, times: 1 }], once: [] },
    // Per region and account. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
    limits: [{ what: 'writes', most: 50, per: 'second', each: 1 }],
    versionsADay: MOST_VERSIONS_A_DAY,
    bill: ({ secrets, calls }) => ({
      dollars: secrets * PRICE.secretMonth + calls * PRICE.call,
      because: { secrets, calls },
    }),
    caveat: undefined,
  };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-secret.html */
const CACHE_FORMAT = 'username-access-token-json';
const CACHE_PREFIX = 'ecr-pullthroughcache/';

function problemWithFormat(format: Format, kmsKeyId: string | undefined): string | undefined {
  return format === CACHE_FORMAT && kmsKeyId !== undefined && kmsKeyId !== 'alias/aws/secretsmanager'
    ? 'Amazon ECR reads a pull through cache secret only if it has the default key: leave kmsKeyId out'
    : undefined;
}

const SERVICE = 'AWS Secrets Manager';

/** https://aws.amazon.com/secrets-manager/pricing/ */
const PRICE = { secretMonth: 0.4, call: 0.05 / 10_000 } as const;

/**
 * Secrets Manager keeps the newest hundred versions of a secret, and deletes none that is younger than a day. It
 * rejects the 101st version of a day. https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
 */
const MOST_VERSIONS_A_DAY = 100;

/** CreateSecret: 1 to 512 of letters, digits and /_+=.@- */
const LONGEST_NAME = 512;
const ILLEGAL = /[^\w/+=.@-]/gu;

/** The equals sign is allowed, but it is escaped too, so that every name can be decoded. */
const ESCAPED = /[^\w/+.@-]/gu;

/** `https://host:5000` becomes `https=3A//host=3A5000`, as in quoted-printable. */
export const AWS_NAMING: SecretNaming = {
  encode: (name) => escapeBytes(name, ESCAPED, '='),
  decode: (encoded) => unescapeBytes(encoded, '='),
  problemWith,
};

/**
 * AWS advises against a name that ends with a hyphen and six characters: it can be mistaken for the suffix of an ARN.
 * This is allowed here, because names are never looked up by a part of their ARN, and `ghcr-secret` has that form.
 */
function problemWith(name: string, format?: Format): string | undefined {
  if (name === '') return 'the name of the secret is empty';
  const illegal = [...new Set(name.match(ILLEGAL))].map(printable);
  if (illegal.length > 0) {
    return `AWS Secrets Manager does not allow ${illegal.join(' ')} in a name: use letters, digits and / _ + = . @ -`;
  }
  if (format === CACHE_FORMAT && !name.startsWith(CACHE_PREFIX)) {
    return `a pull through cache rule of Amazon ECR takes only a secret whose name begins with ${CACHE_PREFIX}: set prefix or name`;
  }
  return name.length > LONGEST_NAME
    ? `the name has ${name.length} characters; AWS Secrets Manager allows ${LONGEST_NAME}`
    : undefined;
}
