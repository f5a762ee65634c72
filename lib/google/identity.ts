import type { PullScope } from '../config/schema/google-identity-schema.ts';
import type { PlainReference } from '../config/schema/reference-schema.ts';
import type { SubjectToken } from '../config/schema/subject-token-schema.ts';

/** A Google identity of registries.yml: how it signs in, and the service accounts that it impersonates, in order. */
export interface GoogleIdentity {
  base: WorkloadIdentity | ServiceAccountKey | { type: 'application-default' };
  impersonations: readonly Impersonation[];
  scope: PullScope;
}

export interface WorkloadIdentity {
  type: 'workload-identity';
  provider: string;
  universeDomain: string;
  /** The JWT with which it signs in. Absent: it signs a request to AWS instead. */
  subjectToken?: SubjectToken;
}

interface ServiceAccountKey {
  type: 'service-account-key';
  key: PlainReference;
}

export interface Impersonation {
  serviceAccount: string;
  delegates: readonly string[];
  lifetimeSeconds: number;
}

/** The universe of the public Google Cloud. Sovereign clouds have others. */
export const DEFAULT_UNIVERSE = 'googleapis.com';

export function universeOf({ base }: GoogleIdentity): string {
  return 'universeDomain' in base ? base.universeDomain : DEFAULT_UNIVERSE;
}

/** Whether the identity signs in to Google with the AWS role of the function. */
export function beginsWithRole({ base }: GoogleIdentity): boolean {
  return (
    base.type === 'workload-identity' &&
    (base.subjectToken === undefined || base.subjectToken === 'aws-web-identity')
  );
}
