import type { Principal } from '../principals.ts';

/** What a token of ECR or ECR Public stands for. */
export interface EcrGrant {
  /** ECR's tokens are good in the region that minted them, and nowhere else. */
  readonly region: string;
  readonly expiresAt: Date;
  /** Whose rights it carries, at the time it is used. */
  readonly holder: Principal;
}
