import type { GoogleIdentity } from '../google/identity.ts';
import { usesWebIdentity } from '../google/web-identity.ts';

/** How often a service is called. */
export interface Call {
  /** The service, as people know it. */
  service: string;
  times: number;
}

/** The calls of a sign-in to Google: one to sign in, and one for each impersonated account. */
export function signInCalls(identity: GoogleIdentity): Call[] {
  const token: Call[] = usesWebIdentity(identity) ? [{ service: 'AWS STS', times: 1 }] : [];
  return [...token, { service: 'Google sign-in', times: 1 + identity.impersonations.length }];
}
