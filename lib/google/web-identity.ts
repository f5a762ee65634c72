import type { GoogleIdentity, WorkloadIdentity } from './identity.ts';

/** Whether the identity signs in with a token from AWS, and not with a signed request. */
export function usesWebIdentity({ base }: GoogleIdentity): boolean {
  return webIdentityAudience(base) !== undefined;
}

/**
 * The audience of the AWS token. Undefined for a provider that takes no such token. An OIDC provider that was created
 * without --allowed-audiences expects its own name:
 * https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers#oidc
 */
export function webIdentityAudience(base: GoogleIdentity['base']): string | undefined {
  return base.type === 'workload-identity' && base.subjectToken === 'aws-web-identity'
    ? audienceOf(base)
    : undefined;
}

export function audienceOf({ provider }: WorkloadIdentity): string {
  return `https://iam.googleapis.com/${provider}`;
}
