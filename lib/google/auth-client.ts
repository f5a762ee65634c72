import type { AwsClient } from 'google-auth-library/build/src/auth/awsclient.js';
import type { IdentityPoolClient } from 'google-auth-library/build/src/auth/identitypoolclient.js';
import type { Impersonated } from 'google-auth-library/build/src/auth/impersonated.js';
import type { JWT } from 'google-auth-library/build/src/auth/jwtclient.js';
import type { OAuth2Client } from 'google-auth-library/build/src/auth/oauth2client.js';

/**
 * The clients of google-auth-library, one for each mint: a client caches its token until five minutes before its end.
 * They are imported from single files of the library, because its index loads everything. Each way to sign in has its
 * own file here, so that only one is loaded. None of them asks a metadata server.
 */
export type AuthClient = AwsClient | IdentityPoolClient | JWT | Impersonated | OAuth2Client;

/** The options of every client. */
export interface Calling {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}
