import { Impersonated } from 'google-auth-library/build/src/auth/impersonated.js';
import { suppressAdcWarning } from 'google-auth-library/build/src/util.js';
import type { Impersonation } from '../config/google-identity.ts';
import type { AuthClient } from './auth-client.ts';

declare module 'google-auth-library/build/src/util.js' {
  /** There, and left out of the types that are published. */
  function suppressAdcWarning<T>(work: () => T): T;
}

/** Tokens for a service account that lets the source act as it. It would warn of configurations written by strangers. */
export function impersonatingClient(
  sourceClient: AuthClient,
  { serviceAccount, delegates, lifetimeSeconds }: Impersonation,
  scope: string,
): AuthClient {
  const options = {
    sourceClient,
    targetPrincipal: serviceAccount,
    delegates: delegates.map((email) => `projects/-/serviceAccounts/${email}`),
    lifetime: lifetimeSeconds,
    targetScopes: [scope],
  };
  return suppressAdcWarning(() => new Impersonated(options));
}
