import type { RegistryHost } from '../hosts/registry-host.ts';
import { USER } from '../hosts/users.ts';
import { parseJsonObject } from '../json.ts';
import { decodedText } from './base64.ts';
import { isServiceAccountKey } from './documents.ts';

/** The kind of password, judged by its form. */
export interface RecognisedToken {
  /** A noun with its article. */
  is: string;
  /** The expiry in its payload. No service was asked. */
  expiresAt?: Date;
  /** The registries that accept it. Absent: any. */
  kinds?: readonly RegistryHost['kind'][];
  /** The user name that belongs to it, if it is fixed. */
  user?: string;
  /** Why it should not be stored. */
  dies?: string;
}

/** The prefixes that issuers give their tokens, so that secret scanners recognise them. */
const PREFIXES: readonly [RegExp, RecognisedToken][] = [
  [
    /^ya29\./,
    {
      is: 'an access token of Google',
      kinds: ['artifact-registry'],
      user: USER.googleToken,
      dies: 'within the hour',
    },
  ],
  [/^ghp_/, { is: 'a personal access token of GitHub (classic)', kinds: ['ghcr', 'other'] }],
  [/^github_pat_/, { is: 'a fine-grained token of GitHub', kinds: ['ghcr', 'other'] }],
  [/^gh[ou]_/, { is: 'a user token of a GitHub app', kinds: ['ghcr', 'other'] }],
  [
    /^ghs_/,
    {
      is: 'a token of a GitHub app or workflow',
      kinds: ['ghcr', 'other'],
      dies: 'with the workflow, or within the hour',
    },
  ],
  [/^dckr_[po]at_/, { is: 'an access token of Docker Hub', kinds: ['docker-hub'] }],
  [/^gl(?:pat|dt)-/, { is: 'an access token of GitLab', kinds: ['other'] }],
  [/^glcbt-/, { is: 'a GitLab job token', kinds: ['other'], dies: 'with the job' }],
  [/^nvapi-/, { is: 'an API key of NVIDIA', kinds: ['ngc'], user: USER.ngc }],
  [/^A(?:KIA|SIA)[A-Z0-9]{16}$/, { is: 'the id of an AWS access key, which is not a password', kinds: [] }],
];

export function tokenOf(password: string): RecognisedToken | undefined {
  return (
    PREFIXES.find(([pattern]) => pattern.test(password))?.[1] ??
    ecrToken(password) ??
    googleKey(password) ??
    jsonWebToken(password)
  );
}

/** An ECR token is base64 of JSON: an encrypted payload, its key, and its expiry in seconds. */
function ecrToken(password: string): RecognisedToken | undefined {
  const { payload, datakey, expiration } = parseJsonObject(decodedText(password)) ?? {};
  if (typeof payload !== 'string' || typeof datakey !== 'string') return undefined;
  return {
    is: 'a token of ECR',
    ...expiry(expiration),
    kinds: ['ecr', 'ecr-public'],
    user: USER.ecr,
    dies: 'within twelve hours',
  };
}

function googleKey(password: string): RecognisedToken | undefined {
  const is = 'a key of a Google service account';
  if (isServiceAccountKey(password)) return { is, kinds: ['artifact-registry'], user: USER.googleKey };
  return isServiceAccountKey(decodedText(password))
    ? { is: `${is}, in base64`, kinds: ['artifact-registry'], user: USER.googleKeyBase64 }
    : undefined;
}

/**
 * A JSON Web Token: three parts with dots in between, the first two of them JSON.
 * https://www.rfc-editor.org/rfc/rfc7519:
 */
function jsonWebToken(password: string): RecognisedToken | undefined {
  const parts = password.split('.');
  if (parts.length !== 3) return undefined;
  const [header, claims] = parts.map((part) => parseJsonObject(decodedText(part)));
  if (header?.alg === undefined || claims === undefined) return undefined;
  return { is: 'a JSON Web Token', ...expiry(claims.exp) };
}

function expiry(seconds: unknown): { expiresAt?: Date } {
  const date = typeof seconds === 'number' ? new Date(seconds * 1_000) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? {} : { expiresAt: date };
}
