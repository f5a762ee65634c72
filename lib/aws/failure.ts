import { Failure, type FailureKind } from '../failure.ts';
import { type SafeText, safeText, toSafeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';

export type AwsReason = FailureKind | 'no-credentials' | 'unknown-credentials' | 'region-disabled';

interface Reason {
  kind: FailureKind;
  /** The names of the error. Services and SDK spell it differently. */
  names: readonly string[];
  /** The words of the failure's message. */
  says: string;
  /** The remedy, unless the caller has a better one. */
  hint: string;
}

const REASONS: Record<AwsReason, Reason> = {
  denied: {
    kind: 'denied',
    names: ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotAuthorized'],
    says: 'not allowed',
    hint: 'grant the action that the cause names to the role that makes the call',
  },
  'no-credentials': {
    kind: 'denied',
    names: ['CredentialsProviderError', 'MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
    says: 'no AWS credentials were found',
    hint: 'on a laptop, sign in (aws sso login) or set AWS_PROFILE; in Lambda, check the role of the function',
  },
  'unknown-credentials': {
    kind: 'denied',
    names: [
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
    ],
    says: 'AWS rejected the credentials',
    hint: 'check that the credentials are active and belong to the partition of this region, that the account has enabled the region, and that the clock of this machine is right',
  },
  'region-disabled': {
    kind: 'denied',
    names: ['RegionDisabledException', 'OptInRequired'],
    says: 'this region is not enabled for the account',
    hint: 'enable the region for the account, or activate STS in it (IAM console, account settings)',
  },
  expired: {
    kind: 'expired',
    names: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
    says: 'the AWS credentials have expired',
    hint: 'sign in again: aws sso login',
  },
  throttled: {
    kind: 'throttled',
    names: [
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'ProvisionedThroughputExceededException',
    ],
    says: 'too many requests',
    hint: 'no action needed: the next run retries',
  },
  quota: {
    kind: 'quota',
    names: ['LimitExceededException', 'ServiceQuotaExceededException'],
    says: 'a service limit was reached',
    hint: 'the cause names the limit',
  },
  unavailable: {
    kind: 'unavailable',
    names: ['TimeoutError', 'AbortError', 'InternalFailure', 'InternalServiceError', 'ServiceUnavailable'],
    says: 'the service gave no usable answer',
    hint: 'the next run retries; if this continues, check the network path (proxy, VPC endpoint, NAT, DNS)',
  },
  invalid: {
    kind: 'invalid',
    names: ['ValidationException', 'ValidationError', 'InvalidParameterException', 'InvalidRequestException'],
    says: 'the request was rejected',
    hint: 'the cause says what AWS rejected',
  },
};

interface WhatCallerKnows {
  /** Remedies of this call, which replace the general ones. */
  hints?: Partial<Record<AwsReason, string>>;
  /** The secrets in the request: AWS may quote them in an error. */
  secrets?: readonly Secret[];
}

/** Makes the Failure of a call to AWS: what was tried and why it failed, without the secrets of the request. */
export function awsFailure(
  error: unknown,
  tried: string,
  { hints = {}, secrets = [] }: WhatCallerKnows = {},
): Failure {
  if (error instanceof Failure) return error;
  const reason = awsReason(error);
  const { kind, says, hint } = REASONS[reason];
  const cause = causeOf(error, [...secrets, ...ownCredentials()]);
  return new Failure(kind, `cannot ${tried}: ${says}`, { hint: hints[reason] ?? hint, cause });
}

/** Finds the reason of an error that an AWS client threw. */
export function awsReason(error: unknown): AwsReason {
  const name = awsErrorName(error);
  for (const [reason, { names }] of Object.entries(REASONS)) {
    if (names.includes(name) && isReason(reason)) return reason;
  }
  const status = statusOf(error);
  if (status === 429) return 'throttled';
  if (isUnreadable(error)) return 'unavailable';
  if (status === 403) return 'denied';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'invalid' : 'unavailable';
}

export function awsErrorName(error: unknown): string {
  return textOf(error, 'name') ?? 'Error';
}

/** Returns the error on one line: its name, its message, and the request id that AWS support asks for. */
function causeOf(error: unknown, secrets: readonly Secret[]): SafeText {
  const name = awsErrorName(error);
  const code = textOf(error, 'code');
  if (isUnreadable(error)) {
    const seen = [`HTTP ${statusOf(error) ?? 'status unknown'}`, code].filter(Boolean).join(', ');
    return safeText`the answer is not readable (${toSafeText(seen)})`;
  }
  const label = [name, code].filter((part, index, all) => part && all.indexOf(part) === index).join(' ');
  const message = textOf(error, 'message')?.split(CANONICAL_REQUEST)[0];
  const requestId = textOf(propertyOf(error, '$metadata'), 'requestId');
  const words = toSafeText(`${label}${message ? `: ${message}` : ''}`, { secrets, longest: LONGEST });
  return requestId === undefined ? words : safeText`${words} (request ${toSafeText(requestId)})`;
}

/** A denial names a principal, an action and a resource, each as an ARN. */
const LONGEST = 600;

/** After a rejected signature, AWS lists all signed headers, also the session token. */
const CANONICAL_REQUEST = /\s*The Canonical String for this request/i;

/** The AWS credentials of this machine, as in Lambda. */
function ownCredentials(): Secret[] {
  const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return [AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN].flatMap((value) => (value ? new Secret(value) : []));
}

/**
 * The answer did not come from AWS, or was cut off: the parser failed on it, or found no error in it. The parser's
 * message is dropped, because it quotes the answer, and an answer can contain a token.
 */
function isUnreadable(error: unknown): boolean {
  if (propertyOf(error, '$fault') !== undefined) return awsErrorName(error) === 'Unknown';
  return propertyOf(error, '$response') !== undefined;
}

function isReason(text: string): text is AwsReason {
  return Object.hasOwn(REASONS, text);
}

function statusOf(error: unknown): unknown {
  return propertyOf(propertyOf(error, '$metadata'), 'httpStatusCode');
}

function textOf(value: unknown, key: string): string | undefined {
  const found = propertyOf(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** What to do about an answer of AWS that AWS does not give. */
export const NOT_FROM_AWS =
  'the next run retries; if this continues, check what is answering instead of AWS (a proxy, AWS_ENDPOINT_URL)';
