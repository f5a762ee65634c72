import { constants, createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { Failure } from '../../failure.ts';
import { Secret } from '../../secrecy/secret.ts';

interface Claims {
  clientId: string;
  /** The audience of the assertion. */
  audience: string;
  now: Date;
}

const LIFE_S = 600;

/**
 * Signs the assertion with which an application shows its certificate to Entra.
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function signAssertion(pem: Secret, { clientId, audience, now }: Claims, kept: string): Secret {
  const { certificate, key } = readPem(pem, kept);
  const iat = Math.floor(now.getTime() / 1_000);
  const header = {
    alg: 'PS256',
    typ: 'JWT',
    'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url'),
  };
  const claims = {
    aud: audience,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    iat,
    nbf: iat,
    exp: iat + LIFE_S,
  };
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(text), {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
  return new Secret(`${text}.${signature.toString('base64url')}`);
}

/** One PEM file with the certificate and its private key, as `az ad sp create-for-rbac --create-cert` makes it. */
function readPem(pem: Secret, kept: string) {
  try {
    const text = pem.reveal();
    const certificate = new X509Certificate(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text)?.[0] ?? '',
    );
    const key = createPrivateKey(
      /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/.exec(text)?.[0] ?? '',
    );
    if (key.asymmetricKeyType === 'rsa' && certificate.checkPrivateKey(key)) return { certificate, key };
  } catch {
    // The error of the parser may quote the key.
  }
  throw new Failure('invalid', `${kept} does not hold a certificate and its RSA private key as PEM`, {
    hint: 'store both in one file, unencrypted: az ad sp create-for-rbac --create-cert writes it',
  });
}
