import type { Failure } from '../failure.ts';
import type { Secret } from '../secrecy/secret.ts';

/** A credential for a registry: user, password and life. */
export interface Credential {
  username: string;
  password: Secret;
  mintedAt: Date;
  /** Absent for a credential without an end. */
  expiresAt?: Date;
  /** How this identity gets longer tokens, if it can. Then a token that dies before the next run is rejected. */
  remedy?: string;
  /** Why it probably cannot pull, judged by its form. It is published only if the registry gives an image for it. */
  doubt?: Failure;
}

/** Mints a credential for one identity (and region, for ECR). Every call mints a new one, or throws a Failure. */
export interface TokenSource {
  mint(signal: AbortSignal): Promise<Credential>;
}
