import type { AwsPartition } from '../../lib/hosts/registry-host.ts';
import { AwsError } from './error.ts';
import { partitionOf } from './partitions.ts';
import type { AccessKey, Principal, Principals } from './principals.ts';
import { type Authorization, readAuthorization, type SignedRequest, sha256, signatureOf } from './sigv4.ts';

export interface Caller {
  readonly principal: Principal;
  readonly region: string;
  readonly partition: AwsPartition;
}

export interface Times {
  /** Requests are signed with real time, so their age is measured with real time. */
  readonly wall: Date;
  /** Sessions live by the sandbox's clock. */
  readonly sandbox: Date;
}

/**
 * The allowed difference of the signer's clock: https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html
 */
const MOST_SKEW_MS = 5 * 60 * 1000;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Returns the principal that signed the request. Throws AWS's error for a signature that is not valid. */
export function authenticate(
  request: SignedRequest,
  service: string,
  principals: Principals,
  times: Times,
): Caller {
  const authorization = authorizationOf(request);
  if (authorization.service !== service) {
    throw badSignature(`Credential should be scoped to correct service: '${service}'.`);
  }
  const partition = partitionOf(authorization.region);
  if (partition === undefined) throw badSignature('Credential should be scoped to a valid region.');

  const key = principals.find(authorization.accessKeyId);
  if (key === undefined || key.principal.partition !== partition) throw unknownKey();
  if (key.credentials.sessionToken !== request.headers['x-amz-security-token']) throw unknownKey();
  if (key.expiresAt !== undefined && key.expiresAt <= times.sandbox) {
    throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  checkDate(request, authorization, times.wall);
  checkSignature(request, authorization, key);
  return { principal: key.principal, region: authorization.region, partition };
}

function authorizationOf(request: SignedRequest): Authorization {
  const header = request.headers.authorization;
  if (header === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const authorization = readAuthorization(header);
  if (authorization === undefined) {
    const needed = "'Credential', 'SignedHeaders' and 'Signature' parameters";
    throw new AwsError('IncompleteSignatureException', `Authorization header requires ${needed}.`);
  }
  return authorization;
}

function checkDate(request: SignedRequest, { day }: Authorization, now: Date): void {
  const stamp = request.headers['x-amz-date'] ?? '';
  const signedAt = Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (Number.isNaN(signedAt)) {
    throw badSignature("Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  if (!stamp.startsWith(day)) {
    throw badSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP`,
    );
  }
  if (signedAt < now.getTime() - MOST_SKEW_MS) throw badSignature(`Signature expired: ${stamp} is too old`);
  if (signedAt > now.getTime() + MOST_SKEW_MS)
    throw badSignature(`Signature not yet current: ${stamp} is too new`);
}

function checkSignature(request: SignedRequest, authorization: Authorization, key: AccessKey): void {
  const { signedHeaders, signature } = authorization;
  const mustBeSigned = Object.keys(request.headers).filter(
    (name) => name === 'host' || name.startsWith('x-amz-'),
  );
  for (const name of mustBeSigned) {
    if (!signedHeaders.includes(name)) {
      throw badSignature(`'${name}' must be a 'SignedHeader' in the AWS Authorization.`);
    }
  }
  const claimedHash = request.headers['x-amz-content-sha256'];
  const bodyMatches = claimedHash === undefined || claimedHash === sha256(request.body);
  const expected = signatureOf(request, authorization, key.credentials.secretAccessKey);
  if (signature !== expected || !bodyMatches) {
    throw badSignature(MISMATCH);
  }
}

function badSignature(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message);
}

/** For an unknown key, a key of another partition, and a missing or wrong session token: AWS has one error for all of them. */
function unknownKey(): AwsError {
  return new AwsError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
}
