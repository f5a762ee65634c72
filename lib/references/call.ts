import type { GoogleIdentity } from '../google/identity.ts';

/** How often a service is called. */
export interface Call {
  /** The service, as people know it. */
  service: string;
  times: number;
}

/** Whoever begins signs in once; each account that it acts as after that takes one call more. */
export function signInCalls({ impersonations }: GoogleIdentity): Call[] {
  return [{ service: 'Google sign-in', times: 1 + impersonations.length }];
}
