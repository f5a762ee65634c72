import type { GoogleIdentity } from '../google/identity.ts';
import { usesWebIdentity } from '../google/web-identity.ts';

/** A number of calls to a service. */
export interface Call {
  /** The service, by its common name. */
  service: string;
  times: number;
}

/** The calls of a sign-in to Google: one to sign in, and one for each impersonated account. */
export function signInCalls(identity: GoogleIdentity): Call[] {
  const token: Call[] = usesWebIdentity(identity) ? [{ service: 'AWS STS', times: 1 }] : [];
  return [...token, { service: 'Google sign-in', times: 1 + identity.impersonations.length }];
}
