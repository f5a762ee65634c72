import { createHash, randomBytes } from 'node:crypto';

/** An issuer of tokens, which can resolve a token for a registry. */
export interface TokenIssuer<Claims> {
  resolve(token: string): Claims | undefined;
}

/**
 * Opaque tokens and their meanings. Only digests are stored, so that many thousand tokens need little memory, and a
 * dump reveals none.
 */
export class IssuedTokens<Claims> implements TokenIssuer<Claims> {
  readonly #claims = new Map<string, Claims>();

  /** A new token of this many random bytes, spelled in base64. */
  issue(claims: Claims, bytes: number): string {
    const token = randomBytes(bytes).toString('base64');
    this.#claims.set(digest(token), claims);
    return token;
  }

  /** Invalidates a token before its end. Ignores an unknown token. */
  revoke(token: string): void {
    this.#claims.delete(digest(token));
  }

  resolve(token: string): Claims | undefined {
    return this.#claims.get(digest(token));
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
