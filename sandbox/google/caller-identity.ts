import { authenticate, type Times } from '../aws/authenticate.ts';
import { AwsError } from '../aws/error.ts';
import { domainOf } from '../aws/partitions.ts';
import type { Principal, Principals } from '../aws/principals.ts';
import { readAuthorization } from '../aws/sigv4.ts';
import { isRecord, parseJson } from '../json.ts';
import { OAuthError } from './error.ts';

/**
 * Returns who signed a request to AWS STS that was never sent. Google sends the request and trusts the answer; the
 * sandbox verifies the signature as AWS does. (subjectToken)
 * https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token
 */
export function callerOf(
  subjectToken: string,
  audience: string,
  principals: Principals,
  times: Times,
): Principal {
  const { url, method, headers } = read(subjectToken);
  const target = headers['x-goog-cloud-target-resource'];
  if (target?.replace(/^https:/, '') !== audience.replace(/^https:/, '')) {
    throw invalid('The x-goog-cloud-target-resource header does not match the audience.');
  }
  const region = readAuthorization(headers.authorization ?? '')?.region ?? '';
  const hosts = [`sts.${region}.${domainOf(region)}`, `sts-fips.${region}.${domainOf(region)}`];
  const query = '?Action=GetCallerIdentity&Version=2011-06-15';
  if (method !== 'POST' || url.protocol !== 'https:' || !hosts.includes(url.host) || url.search !== query) {
    throw invalid(
      `The request is not a GetCallerIdentity to the STS endpoint of a region: ${method} ${url.host}`,
    );
  }
  if (headers.host !== url.host) throw invalid('The host header does not match the URL.');
  try {
    const request = { method, target: `${url.pathname}${url.search}`, headers, body: Buffer.alloc(0) };
    return authenticate(request, 'sts', principals, times).principal;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const type = STS_SPELLING.get(error.code) ?? error.code;
    throw invalid(`Received invalid AWS response of type ${type} with error message: ${error.message}`);
  }
}

const STS_SPELLING: ReadonlyMap<string, string> = new Map([
  ['InvalidSignatureException', 'SignatureDoesNotMatch'],
  ['UnrecognizedClientException', 'InvalidClientTokenId'],
  ['ExpiredTokenException', 'ExpiredToken'],
]);

function read(subjectToken: string): { url: URL; method: string; headers: Record<string, string> } {
  const parsed = parseJson(decode(subjectToken));
  if (!isRecord(parsed) || typeof parsed.url !== 'string' || !URL.canParse(parsed.url)) {
    throw invalid('The subject token is not a serialized AWS request.');
  }
  const entries = Array.isArray(parsed.headers) ? parsed.headers : [];
  const headers = entries.map((entry: unknown) => {
    if (!isRecord(entry)) throw invalid('A header of the AWS request is not a key and a value.');
    return [String(entry.key).toLowerCase(), String(entry.value)] as const;
  });
  return { url: new URL(parsed.url), method: String(parsed.method), headers: Object.fromEntries(headers) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The subject token is not percent-encoded.');
  }
}

function invalid(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}
