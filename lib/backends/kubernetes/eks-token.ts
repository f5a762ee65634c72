import { createHash, createHmac } from 'node:crypto';
import { STSClient } from '@aws-sdk/client-sts';
import { clientOptions } from '../../aws/client-options.ts';
import { awsFailure } from '../../aws/failure.ts';
import { awsDomainOf } from '../../hosts/aws-regions.ts';
import { Secret } from '../../secrecy/secret.ts';

interface Cluster {
  cluster: string;
  region: string;
}

/** The cluster accepts a token for 15 minutes. The request inside it is for STS, which requires a number. */
const EXPIRES_S = '60';

/**
 * Makes the token that EKS accepts from an AWS role: a request to STS for the caller's identity, signed and not sent.
 * The cluster sends the request, and the answer of STS names the role that signed it.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 */
export async function eksToken({ cluster, region }: Cluster, { now }: { now: () => Date }): Promise<Secret> {
  const credentials = await credentialsFor(region);
  const host = `sts.${region}.${awsDomainOf(region)}`;
  const url = presign({ host, region, cluster, credentials, at: now() });
  return new Secret(`k8s-aws-v1.${Buffer.from(url).toString('base64url')}`);
}

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

async function credentialsFor(region: string): Promise<Credentials> {
  const client = new STSClient(clientOptions(region));
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  } catch (error) {
    throw awsFailure(error, 'find the AWS credentials that sign in to EKS');
  } finally {
    client.destroy();
  }
}

interface Request {
  host: string;
  region: string;
  cluster: string;
  credentials: Credentials;
  at: Date;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, with the signature in the query. */
function presign({ host, region, cluster, credentials, at }: Request): string {
  const time = at.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), region, 'sts', 'aws4_request'];
  const headers = { host, 'x-k8s-aws-id': cluster };
  const signedHeaders = Object.keys(headers).join(';');
  const query = Object.entries({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [credentials.accessKeyId, ...scope].join('/'),
    'X-Amz-Date': time,
    'X-Amz-Expires': EXPIRES_S,
    ...(credentials.sessionToken !== undefined && { 'X-Amz-Security-Token': credentials.sessionToken }),
    'X-Amz-SignedHeaders': signedHeaders,
  })
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&');

  const request = [
    'GET',
    '/',
    query,
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    '',
    signedHeaders,
    sha256(''),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  return `https://${host}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** RFC 3986, stricter than `encodeURIComponent`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
