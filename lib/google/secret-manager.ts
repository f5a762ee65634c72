import { rootCause } from '../failure.ts';
import { isJsonObject, type JsonObject, parseJson } from '../json.ts';
import type { Secret } from '../secrecy/secret.ts';
import { crc32c } from './crc32c.ts';
import { googleEndpoint } from './endpoint.ts';
import { parseGoogleError } from './failure.ts';
import { DEFAULT_UNIVERSE, type GoogleIdentity } from './identity.ts';

/** Secret Manager has no scope of its own. */
export const SECRET_MANAGER_SCOPE = 'cloud-platform';

/** How long one attempt may take, as for AWS. */
const ATTEMPT_MS = 10_000;

/** Where the calls go, and with which token. A regional secret is behind the endpoint of its region alone. */
export interface SecretManager {
  identity: GoogleIdentity;
  location: string | undefined;
  token: Secret;
  env: NodeJS.ProcessEnv;
}

export interface SecretManagerRequest {
  method?: 'GET' | 'POST' | 'PATCH';
  /** The resource, and the verb that its method has in the path: `projects/p/secrets/s:addVersion`. */
  path: string;
  query?: Record<string, string>;
  body?: object;
}

/**
 * Makes one attempt of one call, and returns the JSON object that Google answered. Throws an error that `parseGoogleError` reads.
 *
 * REST by hand: Google's own client is 1.4 MB of JavaScript, most of it for gRPC and for other services.
 * https://cloud.google.com/secret-manager/docs/reference/rest
 */
export async function callSecretManager(
  { identity, location, token, env }: SecretManager,
  { method = 'GET', path, query = {}, body }: SecretManagerRequest,
  signal: AbortSignal,
): Promise<JsonObject> {
  const host = location === undefined ? 'secretmanager' : `secretmanager.${location}.rep`;
  const search = new URLSearchParams(query);
  const url = googleEndpoint(`https://${host}.${universeOf(identity)}/v1/${path}?${search}`, env);
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token.reveal()}`,
      accept: 'application/json',
      'user-agent': 'pullkeeper',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    redirect: 'manual', // a redirect would send the token to another server
    signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
  }).catch((error: unknown) => {
    throw rootCause(error);
  });
  // Google always answers in JSON. Any other answer comes from a proxy or a load balancer.
  const data = parseJson(await response.text());
  if (response.status !== 200) throw new Refusal(response.status, data);
  if (!isJsonObject(data)) throw unusableAnswer();
  return data;
}

/** The answer of a call that Google did not accept, in the shape that `parseGoogleError` reads. */
class Refusal extends Error {
  readonly response: { status: number; data: unknown };

  constructor(status: number, data: unknown) {
    super(`HTTP ${status}`);
    this.response = { status, data };
  }
}

/** Google answered 200, but not with what was asked for. */
export function unusableAnswer(): Error {
  return new Error('HTTP 200 with an unexpected answer');
}

/** Whether the call may succeed in a moment: Google did not answer, failed, or asks for a pause. */
export function mayPass(error: unknown): boolean {
  const { code, status = 0 } = parseGoogleError(error);
  return code === undefined || status === 429 || status >= 500;
}

/** Returns the value of a version, or undefined if its checksum does not match. */
export function payloadOf({ payload }: JsonObject): Buffer | undefined {
  const { data = '', dataCrc32c } = isJsonObject(payload) ? payload : {};
  const bytes = Buffer.from(typeof data === 'string' ? data : '', 'base64');
  return dataCrc32c !== undefined && String(dataCrc32c) === String(crc32c(bytes)) ? bytes : undefined;
}

function universeOf({ base }: GoogleIdentity): string {
  return 'universeDomain' in base ? base.universeDomain : DEFAULT_UNIVERSE;
}
