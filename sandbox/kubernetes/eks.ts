import type { Principals } from '../aws/principals.ts';
import { signatureOf } from '../aws/sigv4.ts';

/** A token is good for 15 minutes after it was signed. */
const LIFE_MS = 15 * 60_000;

/**
 * Returns the ARN of the role or user that signed this token for this cluster, as aws-iam-authenticator finds it out: the token is a
 * request that STS would answer. Undefined for a token that proves nothing.
 */
export function signerOf(
  token: string,
  cluster: string,
  principals: Principals,
  now: Date,
): string | undefined {
  const text = Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.pathname !== '/') return undefined;
  if (!/^sts\.[a-z0-9-]+\.amazonaws\.(?:com|com\.cn|eu)$/.test(url.host)) return undefined;
  const at = (name: string) => url.searchParams.get(name) ?? '';
  const strangers = [...url.searchParams.keys()].filter((name) => !PARAMETERS.has(name.toLowerCase()));
  if (strangers.length > 0 || at('Action') !== 'GetCallerIdentity') return undefined;

  const signedAt = Date.parse(
    at('X-Amz-Date').replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const age = now.getTime() - signedAt;
  if (!(age < LIFE_MS && age > -LIFE_MS) || !(Number(at('X-Amz-Expires')) <= 900)) return undefined;

  const [accessKeyId = '', day = '', region = '', service = ''] = at('X-Amz-Credential').split('/');
  const key = principals.find(accessKeyId);
  if (key === undefined || service !== 'sts' || !at('X-Amz-Date').startsWith(day)) return undefined;
  if ((key.credentials.sessionToken ?? '') !== at('X-Amz-Security-Token')) return undefined;
  const signedHeaders = at('X-Amz-SignedHeaders').split(';');
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-k8s-aws-id')) return undefined;

  // The cluster sends its own name along: a token for another cluster has another signature.
  const signature = signatureOf(
    {
      method: 'GET',
      target: `/?${url.search.slice(1).replace(/&X-Amz-Signature=[0-9a-f]+$/, '')}`,
      headers: { host: url.host, 'x-k8s-aws-id': cluster, 'x-amz-date': at('X-Amz-Date') },
      body: Buffer.alloc(0),
    },
    { accessKeyId, day, region, service, signedHeaders, signature: '' },
    key.credentials.secretAccessKey,
  );
  return signature === at('X-Amz-Signature') ? (key.principal.role ?? key.principal.arn) : undefined;
}

const PARAMETERS = new Set(
  [
    'Action',
    'Version',
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-Security-Token',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
  ].map((name) => name.toLowerCase()),
);
