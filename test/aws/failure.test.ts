import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsErrorName, awsFailure, awsReason } from '../../lib/aws/failure.ts';
import { Failure } from '../../lib/failure.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { expectSilence } from '../contract/failures.ts';

/** An error as the SDK throws it when a service has refused. */
function refusal(name: string, httpStatusCode = 400, message = 'because') {
  const $metadata = { httpStatusCode, requestId: 'request-1' };
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata, $response: {} });
}

/** An error as the SDK throws it when it cannot make sense of an answer. */
function unreadable(httpStatusCode: number, more: object = {}) {
  return Object.assign(new SyntaxError('Unexpected token "canary-of-a-token"'), {
    $metadata: { httpStatusCode },
    $response: {},
    ...more,
  });
}

/** An error of the network, before any answer. */
const broken = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe('an error of AWS', () => {
  it.each([
    ['denied', 'AccessDenied', 403],
    ['denied', 'AccessDeniedException', 400],
    ['denied', 'UnauthorizedOperation', 403],
    ['denied', 'NotAuthorized', 400],
    ['no-credentials', 'CredentialsProviderError', undefined],
    ['no-credentials', 'MissingAuthenticationToken', 403],
    ['no-credentials', 'MissingAuthenticationTokenException', 400],
    ['unknown-credentials', 'UnrecognizedClientException', 400],
    ['unknown-credentials', 'InvalidClientTokenId', 403],
    ['unknown-credentials', 'InvalidSignatureException', 400],
    ['unknown-credentials', 'SignatureDoesNotMatch', 403],
    ['unknown-credentials', 'IncompleteSignature', 400],
    ['region-disabled', 'RegionDisabledException', 403],
    ['region-disabled', 'OptInRequired', 403],
    ['expired', 'ExpiredToken', 403],
    ['expired', 'ExpiredTokenException', 400],
    ['expired', 'RequestExpired', 400],
    ['throttled', 'Throttling', 400],
    ['throttled', 'ThrottlingException', 400],
    ['throttled', 'ThrottledException', 429],
    ['throttled', 'TooManyRequestsException', 429],
    ['throttled', 'RequestLimitExceeded', 503],
    ['throttled', 'ProvisionedThroughputExceededException', 400],
    ['quota', 'LimitExceededException', 400],
    ['quota', 'ServiceQuotaExceededException', 402],
    ['unavailable', 'TimeoutError', undefined],
    ['unavailable', 'AbortError', undefined],
    ['unavailable', 'InternalFailure', 500],
    ['unavailable', 'InternalServiceError', 500],
    ['unavailable', 'ServiceUnavailable', 503],
    ['unavailable', 'ServerException', 500],
    ['invalid', 'ValidationException', 400],
    ['invalid', 'ValidationError', 400],
    ['invalid', 'InvalidParameterException', 400],
    ['invalid', 'InvalidRequestException', 400],
    ['invalid', 'MalformedPolicyDocumentException', 400],
    ['invalid', 'ResourceNotFoundException', 400],
    ['invalid', 'EncryptionFailure', 400],
  ])('is %s when it is called %s', (reason, name, status) => {
    expect(awsReason(refusal(name, status))).toBe(reason);
  });

  it.each([
    [429, 'throttled'],
    [403, 'denied'],
    [400, 'invalid'],
    [404, 'invalid'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [200, 'unavailable'],
  ])('that nobody knows the name of is told by its status: %i is %s', (status, reason) => {
    expect(awsReason(refusal('SomethingNewException', status))).toBe(reason);
  });

  it.each(['toString', 'constructor', '__proto__'])('is none of ours because it is called %s', (name) => {
    expect(awsReason(refusal(name, 500))).toBe('unavailable');
  });
});

describe('an answer that is not from AWS', () => {
  it.each([200, 302, 400, 403, 404, 500, 503])('is unavailable, whatever its status: %i', (status) => {
    expect(awsReason(unreadable(status))).toBe('unavailable');
    expect(awsReason(refusal('Unknown', status, 'Unknown'))).toBe('unavailable');
  });

  it('is throttled when that is all that can be told', () => {
    expect(awsReason(unreadable(429))).toBe('throttled');
  });

  it('is not quoted', () => {
    const failure = awsFailure(unreadable(403, { code: 'ECONNRESET' }), 'try');
    expect(failure.cause).toBe('the answer is not readable (HTTP 403, ECONNRESET)');
    expectSilence(failure, 'canary-of-a-token');
  });
});

describe('the Failure made of it', () => {
  it('says what was tried, why it failed, what to do, and what AWS said', () => {
    expect(awsFailure(refusal('AccessDeniedException'), 'write the secret "a"')).toMatchObject({
      kind: 'denied',
      message: 'cannot write the secret "a": not allowed',
      hint: 'grant the action that the cause names to the role that makes the call',
      cause: 'AccessDeniedException: because (request request-1)',
    });
  });

  it.each([
    ['no-credentials', refusal('CredentialsProviderError'), 'denied', /aws sso login.*AWS_PROFILE.*role/],
    ['unknown-credentials', refusal('InvalidClientTokenId'), 'denied', /active.*partition.*clock/],
    ['region-disabled', refusal('RegionDisabledException'), 'denied', /enable the region.*activate STS/],
    ['expired', refusal('ExpiredToken'), 'expired', /sign in again/],
    ['throttled', refusal('Throttling'), 'throttled', /next run/],
    ['quota', refusal('LimitExceededException'), 'quota', /names the limit/],
    ['unavailable', broken('ECONNREFUSED'), 'unavailable', /proxy, VPC endpoint, NAT, DNS/],
    ['invalid', refusal('ValidationException'), 'invalid', /what AWS rejected/],
  ])('has a hint of its own: %s', (_, error, kind, hint) => {
    expect(awsFailure(error, 'try')).toMatchObject({ kind, hint: expect.stringMatching(hint) });
  });

  it('has the hint of the place where it happened, where that knows better', () => {
    const hints = { denied: 'allow it to me' };
    expect(awsFailure(refusal('AccessDenied'), 'try', { hints }).hint).toBe('allow it to me');
    expect(awsFailure(refusal('Throttling'), 'try', { hints }).hint).toMatch(/next run/);
  });

  it('names the code of a broken network', () => {
    expect(awsFailure(broken('ECONNREFUSED'), 'try').cause).toBe('Error ECONNREFUSED: connect ECONNREFUSED');
  });

  it.each([
    ['a text', 'boom'],
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
  ])('can be made of %s', (_, thrown) => {
    expect(awsFailure(thrown, 'try')).toMatchObject({ kind: 'unavailable', cause: 'Error' });
  });

  it('is the Failure itself where one was thrown', () => {
    const failure = new Failure('quota', 'too large');
    expect(awsFailure(failure, 'try')).toBe(failure);
  });

  it('keeps nothing of the error but its words: an SDK error carries the request', () => {
    const error = Object.assign(refusal('ValidationException'), { $request: { body: 'canary-of-a-value' } });
    expectSilence(awsFailure(error, 'try'), 'canary-of-a-value');
  });

  it('never tells a secret that was sent, in whatever spelling the service repeats it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 30 }), (value) => {
        const spellings = [
          value,
          JSON.stringify({ SecretString: value }),
          `ExternalId=${encodeURIComponent(value)}`,
        ];
        const error = refusal('ValidationException', 400, `refused: ${spellings.join(' or ')}`);
        expectSilence(awsFailure(error, 'try', { secrets: [new Secret(value)] }), value);
      }),
    );
  });

  it('tells what surrounds the secret', () => {
    const error = refusal('ValidationException', 400, 'SecretString "canary" is too odd');
    const { cause } = awsFailure(error, 'try', { secrets: [new Secret('canary')] });
    expect(cause).toBe('ValidationException: SecretString "[redacted]" is too odd (request request-1)');
  });
});

describe('the name of an error', () => {
  it.each([
    ['ResourceExistsException', refusal('ResourceExistsException')],
    ['Error', new Error('plain')],
    ['Error', { name: 7 }],
    ['Error', undefined],
  ])('is %s', (name, error) => {
    expect(awsErrorName(error)).toBe(name);
  });
});
