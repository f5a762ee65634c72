import type { CloudsmithOptions, GenericOptions, JfrogOptions, OidcOptions, QuayOptions } from './options.ts';

/** How a service exchanges a subject token, as data. */
export interface OidcExchange {
  service: string;
  username: string;
  url: string;
  /** The place of the subject token: a field of a JSON body or of a form, or the password of a Basic header. */
  sends: { as: 'json' | 'form'; field: string; fields: Record<string, string> } | { as: 'basic' };
  /** The field of the answer that has the token. */
  answer: string;
  /** What to check when the service rejects the subject token. */
  denied: string;
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

export function exchangeFor(options: OidcOptions, host: string): OidcExchange {
  switch (options.type) {
    case 'jfrog':
      return jfrog(options, host);
    case 'cloudsmith':
      return cloudsmith(options);
    case 'quay':
      return quay(options, host);
    case 'oidc':
      return generic(options);
  }
}

/** https://jfrog.com/help/r/jfrog-rest-apis/oidc-token-exchange */
function jfrog({ provider, username, project, url }: JfrogOptions, host: string): OidcExchange {
  const fields = {
    grant_type: TOKEN_EXCHANGE,
    subject_token_type: ID_TOKEN,
    provider_name: provider,
    ...(project !== undefined && { project_key: project }),
  };
  return {
    service: 'JFrog',
    username,
    url: `${(url ?? `https://${host}`).replace(/\/$/, '')}/access/api/v1/oidc/token`,
    sends: { as: 'json', field: 'subject_token', fields },
    answer: 'access_token',
    denied: `compare the claims of an identity mapping of "${provider}" with the token: iss, sub and aud`,
  };
}

/** https://docs.cloudsmith.com/authentication/openid-connect */
function cloudsmith({ organization, service }: CloudsmithOptions): OidcExchange {
  return {
    service: 'Cloudsmith',
    username: 'token',
    url: `https://api.cloudsmith.io/openid/${organization}/`,
    sends: { as: 'json', field: 'oidc_token', fields: { service_slug: service } },
    answer: 'token',
    denied: `compare the claims in the OIDC settings of ${organization} with the token, and check that the settings name the service account ${service}`,
  };
}

/** https://docs.projectquay.io/manage_quay.html#exchanging-oauth2-robot-account-token */
function quay({ robot }: QuayOptions, host: string): OidcExchange {
  return {
    service: 'Quay',
    username: robot,
    url: `https://${host}/oauth2/federation/robot/token`,
    sends: { as: 'basic' },
    answer: 'token',
    denied: `set the federation of the robot account ${robot} to the issuer and the subject of the token`,
  };
}

/** https://www.rfc-editor.org/rfc/rfc8693#section-2.1 */
function generic({ url, username, audience, clientId, resource, scope }: GenericOptions): OidcExchange {
  const fields = {
    grant_type: TOKEN_EXCHANGE,
    subject_token_type: JWT,
    ...(audience !== undefined && { audience }),
    ...(clientId !== undefined && { client_id: clientId }),
    ...(resource !== undefined && { resource }),
    ...(scope !== undefined && { scope }),
  };
  return {
    service: new URL(url).host,
    username,
    url,
    sends: { as: 'form', field: 'subject_token', fields },
    answer: 'access_token',
    denied: 'let the service trust the issuer, the subject and the audience of the token',
  };
}
