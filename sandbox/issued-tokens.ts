import { createHash, randomBytes } from 'node:crypto';

/** Somebody who hands out tokens, and can tell a registry what one of them stands for. */
export interface TokenIssuer<Claims> {
  resolve(token: string): Claims | undefined;
}

/**
 * Opaque tokens and what each stands for. Only digests are kept: a book of many thousand tokens stays small, and
 * dumping it reveals none.
 */
export class IssuedTokens<Claims> implements TokenIssuer<Claims> {
  readonly #claims = new Map<string, Claims>();

  /** A new token of this many random bytes, spelled in base64. */
  issue(claims: Claims, bytes: number): string {
    const token = randomBytes(bytes).toString('base64');
    this.#claims.set(digest(token), claims);
    return token;
  }

  /** Kills a token in the middle of its life; one that it does not know it passes over. */
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
