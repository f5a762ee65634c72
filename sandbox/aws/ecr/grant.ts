import type { Principal } from '../principals.ts';

/** The meaning of a token of ECR or ECR Public. */
export interface EcrGrant {
  /** An ECR token is valid only in the region that minted it. */
  readonly region: string;
  readonly expiresAt: Date;
  /** The principal whose rights it has when it is used. */
  readonly holder: Principal;
}
