import type { GoogleIdentity, WorkloadIdentity } from './identity.ts';

/** Whether the identity begins with a token that AWS signs for it, and not with a request that it signs itself. */
export function usesWebIdentity({ base }: GoogleIdentity): boolean {
  return webIdentityAudience(base) !== undefined;
}

/**
 * Who the token of AWS is for; undefined where there is none. An OIDC provider takes its own name, where it was made
 * without --allowed-audiences: https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers#oidc
 */
export function webIdentityAudience(base: GoogleIdentity['base']): string | undefined {
  return base.type === 'workload-identity' && base.subjectToken === 'aws-web-identity'
    ? audienceOf(base)
    : undefined;
}

export function audienceOf({ provider }: WorkloadIdentity): string {
  return `https://iam.googleapis.com/${provider}`;
}
