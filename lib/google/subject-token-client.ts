import {
  IdentityPoolClient,
  type IdentityPoolClientOptions,
} from 'google-auth-library/build/src/auth/identitypoolclient.js';
import { StsCredentials } from 'google-auth-library/build/src/auth/stscredentials.js';
import type { Secret } from '../secrecy/secret.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import type { WorkloadIdentity } from './identity.ts';
import { transporterOptions } from './transporter-options.ts';

const SUBJECT_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:jwt';

/** Returns a client that exchanges a JWT at an OIDC provider. Each exchange uses a new JWT. */
export function subjectTokenClient(
  { provider, universeDomain }: WorkloadIdentity,
  scope: string,
  { env, signal }: Calling,
  getToken: () => Promise<Secret>,
): AuthClient {
  return new SubjectTokenClient({
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: SUBJECT_TOKEN_TYPE,
    universe_domain: universeDomain,
    scopes: [scope],
    transporterOptions: transporterOptions(env, signal),
    subject_token_supplier: { getSubjectToken: async () => (await getToken()).reveal() },
  });
}

/** Uses the transporter of the client for the exchange: the default one has neither signal nor timeout. */
export class SubjectTokenClient extends IdentityPoolClient {
  constructor(options: IdentityPoolClientOptions) {
    super(options);
    const tokenExchangeEndpoint = this.getTokenUrl();
    this.stsCredential = new StsCredentials({ tokenExchangeEndpoint, transporter: this.transporter });
  }
}
