import { Impersonated } from 'google-auth-library/build/src/auth/impersonated.js';
import { suppressAdcWarning } from 'google-auth-library/build/src/util.js';
import type { AuthClient, Calling } from './auth-client.ts';
import type { Impersonation } from './identity.ts';
import { transporterOptions } from './transporter-options.ts';

declare module 'google-auth-library/build/src/util.js' {
  /** A field that the published types of the library leave out. */
  function suppressAdcWarning<T>(work: () => T): T;
}

/**
 * Returns a client for tokens of a service account that the source may impersonate. The library would warn of
 * configurations from strangers.
 */
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
