import { createHash, createHmac } from 'node:crypto';

/** The parts of a request that Signature Version 4 covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** `Credential=<key>/<day>/<region>/<service>/aws4_request, SignedHeaders=a;b, Signature=<hex>` */
export interface Authorization {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Reads an Authorization header; undefined when it is not one of Signature Version 4, whole and in order. */
export function readAuthorization(header: string): Authorization | undefined {
  const [, credential, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  const [accessKeyId, day, region, service, terminator, ...rest] = credential?.split('/') ?? [];
  if (!accessKeyId || !day || !region || !service || terminator !== 'aws4_request' || rest.length > 0)
    return undefined;
  if (names === undefined || signature === undefined) return undefined;
  return { accessKeyId, day, region, service, signedHeaders: names.split(';'), signature };
}

/** The signature that this request must carry if it was signed with this secret. */
export function signatureOf(
  request: SignedRequest,
  authorization: Authorization,
  secretAccessKey: string,
): string {
  const { day, region, service, signedHeaders } = authorization;
  const toSign = [
    ALGORITHM,
    request.headers['x-amz-date'] ?? '',
    `${day}/${region}/${service}/aws4_request`,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (step, part) => hmac(step, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  return hmac(key, toSign).toString('hex');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = '/', query = ''] = request.target.split(/\?(.*)/s);
  const headers = signedHeaders.map((name) => `${name}:${collapse(request.headers[name] ?? '')}\n`);
  return [
    request.method,
    // Every service but S3 encodes the path a second time.
    path.split('/').map(encode).join('/'),
    canonicalQuery(query),
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

function canonicalQuery(query: string): string {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const encoded = pairs.map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    return { name: encode(decode(name)), value: encode(decode(value)) };
  });
  encoded.sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value));
  return encoded.map(({ name, value }) => `${name}=${value}`).join('&');
}

/** By code point, which is what the algorithm sorts by; a locale would order some names otherwise. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** RFC 3986, stricter than `encodeURIComponent`, which leaves these five alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

/** A query that cannot be decoded was not made by a signer: it is left as it is, and its signature will not match. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function collapse(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
