import type { Failure } from '../failure.ts';
import type { Secret } from '../secrecy/secret.ts';

/** What a registry takes: who, with what, and for how long. */
export interface Credential {
  username: string;
  password: Secret;
  mintedAt: Date;
  /** Absent for one that lives until somebody revokes it. */
  expiresAt?: Date;
  /** How this identity gets tokens that live longer, where it can: then one that dies before the next run is refused. */
  remedy?: string;
  /** Why it cannot pull, as far as its looks tell: it is published only when the registry gives an image for it. */
  doubt?: Failure;
}

/** Mints a credential for one identity (and region, for ECR). Every call gives a fresh one, or throws a Failure. */
export interface TokenSource {
  mint(signal: AbortSignal): Promise<Credential>;
}
