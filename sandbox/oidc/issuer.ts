import { generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';

/** Signs OIDC tokens for services that trust its address. */
export class Issuer {
  readonly url: string;
  #keys: { publicKey: KeyObject; privateKey: KeyObject } | undefined;

  constructor(url: string) {
    this.url = url;
  }

  /** What is at its `jwks_uri`. */
  get jwks(): (JsonWebKey & { kid: string })[] {
    return [{ ...this.#pair().publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }];
  }

  /** A token that says this; `iss` is added. */
  sign(claims: object): string {
    const signed = [
      { alg: 'RS256', kid: KID, typ: 'JWT' },
      { ...claims, iss: this.url },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('sha256', Buffer.from(signed), this.#pair().privateKey).toString('base64url')}`;
  }

  /** Made when it is needed: making one takes longer than everything else. */
  #pair() {
    this.#keys ??= generateKeyPairSync('rsa', { modulusLength: 2_048 });
    return this.#keys;
  }
}

const KID = 'issuer-1';
