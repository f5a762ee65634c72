import type { PullScope } from '../config/schema/google-identity-schema.ts';
import type { PlainReference } from '../config/schema/reference-schema.ts';

/** A Google identity put together from what registries.yml says: who begins, and as whom it acts, one after another. */
export interface GoogleIdentity {
  base: WorkloadIdentity | ServiceAccountKey;
  impersonations: readonly Impersonation[];
  scope: PullScope;
}

export interface WorkloadIdentity {
  type: 'workload-identity';
  provider: string;
  universeDomain: string;
  /** How it proves who it is: with a JWT that AWS signs. Absent, with a request to AWS that it signs itself. */
  subjectToken?: 'aws-web-identity';
}

export interface ServiceAccountKey {
  type: 'service-account-key';
  key: PlainReference;
}

export interface Impersonation {
  serviceAccount: string;
  delegates: readonly string[];
  lifetimeSeconds: number;
}

/** The universe of everyone who is in no sovereign cloud. */
export const DEFAULT_UNIVERSE = 'googleapis.com';

/** Whether the identity signs in to Google with the AWS role of the function. */
export function beginsWithRole({ base }: GoogleIdentity): boolean {
  return base.type === 'workload-identity';
}
