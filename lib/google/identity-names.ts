import type { GoogleIdentity, WorkloadIdentity } from './identity.ts';

/** Returns how the identity signs in to Google, in words. */
export function signInNameOf({ base }: GoogleIdentity): string {
  switch (base.type) {
    case 'workload-identity':
      return base.provider;
    case 'service-account-key':
      return `the key in ${base.key.id}`;
    case 'application-default':
      return 'Application Default Credentials';
  }
}

/** Names the identity before it impersonates an account, for a message. */
export function callerNameOf({ subjectToken }: Pick<WorkloadIdentity, 'subjectToken'>): string {
  if (subjectToken === 'github-actions') return 'this job of GitHub Actions';
  if (typeof subjectToken === 'object') return `the subject of the token in ${subjectToken.id}`;
  return 'the AWS role of this function';
}
