import { Impersonated } from 'google-auth-library/build/src/auth/impersonated.js';
import { suppressAdcWarning } from 'google-auth-library/build/src/util.js';
import type { AuthClient, Calling } from './auth-client.ts';
import type { Impersonation } from './identity.ts';
import { transporterOptions } from './transporter-options.ts';

declare module 'google-auth-library/build/src/util.js' {
  /** There, and left out of the types that are published. */
  function suppressAdcWarning<T>(work: () => T): T;
}

/** Tokens for a service account that lets the source act as it. It would warn of configurations written by strangers. */
export function impersonatingClient(
  sourceClient: AuthClient,
  { serviceAccount, delegates, lifetimeSeconds }: Impersonation,
  scope: string,
  { env, signal }: Calling,
): AuthClient {
  const options = {
    sourceClient,
    targetPrincipal: serviceAccount,
    delegates: delegates.map((email) => `projects/-/serviceAccounts/${email}`),
    lifetime: lifetimeSeconds,
    targetScopes: [scope],
    transporterOptions: transporterOptions(env, signal), // for the next service account in the chain
  };
  return suppressAdcWarning(() => new Impersonated(options));
}
