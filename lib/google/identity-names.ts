import type { GoogleIdentity } from './identity.ts';

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
