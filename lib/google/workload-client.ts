import { AwsClient, type AwsClientOptions } from 'google-auth-library/build/src/auth/awsclient.js';
import { StsCredentials } from 'google-auth-library/build/src/auth/stscredentials.js';
import type { AuthClient, Calling } from './auth-client.ts';
import { awsCredentialSource } from './aws-credential-source.ts';
import type { WorkloadIdentity } from './identity.ts';
import { transporterOptions } from './transporter-options.ts';

const SUBJECT_TOKEN_TYPE = 'urn:ietf:params:aws:token-type:aws4_request';

/** Returns a client for the identity that AWS confirms. */
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

/** The exchange has a separate transporter with default timeouts. It gets the transporter of the client instead. */
class WorkloadClient extends AwsClient {
  constructor(options: AwsClientOptions) {
    super(options);
    const tokenExchangeEndpoint = this.getTokenUrl();
    this.stsCredential = new StsCredentials({ tokenExchangeEndpoint, transporter: this.transporter });
  }
}
