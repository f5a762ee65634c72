import type { AwsClient } from 'google-auth-library/build/src/auth/awsclient.js';
import type { IdentityPoolClient } from 'google-auth-library/build/src/auth/identitypoolclient.js';
import type { Impersonated } from 'google-auth-library/build/src/auth/impersonated.js';
import type { JWT } from 'google-auth-library/build/src/auth/jwtclient.js';
import type { OAuth2Client } from 'google-auth-library/build/src/auth/oauth2client.js';

/**
 * The clients of google-auth-library, each made for one mint: they hand out what they have until five minutes before it
 * dies. They are taken from their own files, since the library's index loads everything it has, and each has a file here,
 * so that nobody loads how another proves who they are; none of them looks for a metadata server.
 */
export type AuthClient = AwsClient | IdentityPoolClient | JWT | Impersonated | OAuth2Client;

/** What every call is made with. */
export interface Calling {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}
