import { AwsClient, type AwsClientOptions } from 'google-auth-library/build/src/auth/awsclient.js';
import { Impersonated } from 'google-auth-library/build/src/auth/impersonated.js';
import { JWT } from 'google-auth-library/build/src/auth/jwtclient.js';
import { StsCredentials } from 'google-auth-library/build/src/auth/stscredentials.js';
import { suppressAdcWarning } from 'google-auth-library/build/src/util.js';
import type { Impersonation, WorkloadIdentity } from '../config/google-identity.ts';
import { awsCredentialSource } from './aws-credential-source.ts';
import type { ParsedKey } from './service-account-key.ts';
import { transporterOptions } from './transporter-options.ts';

declare module 'google-auth-library/build/src/util.js' {
  /** There, and left out of the types that are published. */
  function suppressAdcWarning<T>(work: () => T): T;
}

/**
 * The clients of google-auth-library, each made for one mint: they hand out what they have until five minutes before it
 * dies. They are taken from their own files, since the library's index loads everything it has; none of them looks for a
 * metadata server.
 */
export type AuthClient = AwsClient | JWT | Impersonated;

interface Calling {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

const SUBJECT_TOKEN_TYPE = 'urn:ietf:params:aws:token-type:aws4_request';

/** Tokens for whom AWS says that we are. */
export async function workloadClient(
  { provider, universeDomain }: WorkloadIdentity,
  scope: string,
  { env, signal }: Calling,
): Promise<AuthClient> {
  return new WorkloadClient({
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: SUBJECT_TOKEN_TYPE,
    universe_domain: universeDomain,
    scopes: [scope],
    transporterOptions: transporterOptions(env, signal),
    ...(await awsCredentialSource(env)),
  });
}

/** The exchange has a transporter of its own, with nobody's patience but its own; here it has that of the client. */
class WorkloadClient extends AwsClient {
  constructor(options: AwsClientOptions) {
    super(options);
    const tokenExchangeEndpoint = this.getTokenUrl();
    this.stsCredential = new StsCredentials({ tokenExchangeEndpoint, transporter: this.transporter });
  }
}

/** Tokens for a service account whose key we have. */
export function keyClient(
  { email, privateKey }: ParsedKey,
  scope: string,
  { env, signal }: Calling,
): AuthClient {
  const options = { email, key: privateKey.reveal(), scopes: [scope] };
  return new JWT({ ...options, transporterOptions: transporterOptions(env, signal) });
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
