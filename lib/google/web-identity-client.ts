import {
  IdentityPoolClient,
  type IdentityPoolClientOptions,
} from 'google-auth-library/build/src/auth/identitypoolclient.js';
import { StsCredentials } from 'google-auth-library/build/src/auth/stscredentials.js';
import { mintWebIdentityToken } from '../aws/web-identity-token.ts';
import type { Secret } from '../secrecy/secret.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import type { WorkloadIdentity } from './identity.ts';
import { transporterOptions } from './transporter-options.ts';
import { audienceOf } from './web-identity.ts';

const SUBJECT_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:jwt';

/**
 * Tokens for the AWS role that an OIDC provider knows by a JWT of AWS, a fresh one for each exchange. `remember` is given
 * every JWT before it is sent.
 */
export function webIdentityClient(
  identity: WorkloadIdentity,
  scope: string,
  lifetimeSeconds: number,
  { env, signal }: Calling,
  remember: (token: Secret) => void,
): AuthClient {
  const { provider, universeDomain } = identity;
  const request = { audience: audienceOf(identity), lifetimeSeconds };
  return new WebIdentityClient({
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: SUBJECT_TOKEN_TYPE,
    universe_domain: universeDomain,
    scopes: [scope],
    transporterOptions: transporterOptions(env, signal),
    subject_token_supplier: {
      async getSubjectToken() {
        const token = await mintWebIdentityToken(request, env, signal);
        remember(token);
        return token.reveal();
      },
    },
  });
}

/** Exchanges with the transporter of the client: the one of its own would know neither the signal nor the timeout. */
class WebIdentityClient extends IdentityPoolClient {
  constructor(options: IdentityPoolClientOptions) {
    super(options);
    const tokenExchangeEndpoint = this.getTokenUrl();
    this.stsCredential = new StsCredentials({ tokenExchangeEndpoint, transporter: this.transporter });
  }
}
