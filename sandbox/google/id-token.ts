import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { isRecord, parseJson } from '../json.ts';
import { OAuthError } from './error.ts';

/** A workload identity provider that trusts an OIDC issuer. */
export interface OidcProvider {
  name: string;
  issuer: string;
  /** The accepted values of the claim `sub`. Absent: every value. */
  subjects?: readonly string[];
  /** Default: the name of the provider itself, as a URL, with or without https. */
  allowedAudiences?: readonly string[];
}

/** The keys of an issuer, as Google downloads them. Undefined if no server answers. */
export type KeysOf = (issuer: string) => readonly (JsonWebKey & { kid: string })[] | undefined;

interface IdToken {
  subject: string;
  expiresAt: Date;
}

/** Clocks may differ by so much. */
const SKEW_S = 60;

/**
 * Verifies a token as Google does. The order is ours; what each mistake is answered with was seen at the real service.
 * The lifetime is not limited: what it is exchanged for dies with it.
 */
export function verifyIdToken(
  jwt: string,
  { name, issuer, allowedAudiences }: OidcProvider,
  keysOf: KeysOf,
  now: Date,
): IdToken {
  const [header = '', payload = '', signature = '', ...rest] = jwt.split('.');
  const [head, claims] = [header, payload].map((part) =>
    parseJson(Buffer.from(part, 'base64url').toString()),
  );
  if (!isRecord(head) || !isRecord(claims) || rest.length > 0) throw invalid('Unable to parse the ID Token.');
  const { iss, aud, sub, iat, exp } = claims;
  if (iss !== issuer)
    throw invalid(`The issuer in ID Token ${String(iss)} does not match the expected one in config`);

  checkSignature(head, `${header}.${payload}`, signature, keysOf(issuer));

  const audiences = [aud ?? []].flat();
  const expected =
    allowedAudiences ?? ['', 'https:'].map((scheme) => `${scheme}//iam.googleapis.com/${name}`);
  if (!audiences.some((audience) => expected.includes(String(audience)))) {
    throw invalid(`The audience in ID Token [${audiences.join(', ')}] does not match the expected audience.`);
  }
  const seconds = now.getTime() / 1_000;
  if (
    typeof iat !== 'number' ||
    typeof exp !== 'number' ||
    iat > seconds + SKEW_S ||
    exp < seconds - SKEW_S
  ) {
    throw invalid(`ID Token issued at ${String(iat)} is stale to sign-in.`);
  }
  return { subject: typeof sub === 'string' ? sub : '', expiresAt: new Date(exp * 1_000) };
}

/** RSA keys with SHA-256, and no curve but P-256: a token of ES384 finds no key. */
function checkSignature(
  { alg, kid }: Record<string, unknown>,
  signed: string,
  signature: string,
  keys: ReturnType<KeysOf>,
): void {
  const usable = keys?.filter(({ kty, crv }) => kty === 'RSA' || crv === 'P-256') ?? [];
  const key = usable.find((each) => each.kid === kid);
  if (key === undefined || alg !== (key.kty === 'RSA' ? 'RS256' : 'ES256')) {
    throw invalid("Error connecting to the given credential's issuer.");
  }
  const publicKey = {
    key: createPublicKey({ key, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
  } as const;
  if (!verify('sha256', Buffer.from(signed), publicKey, Buffer.from(signature, 'base64url'))) {
    throw invalid('Unable to verify the ID Token signature.');
  }
}

function invalid(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}
