import { isUtf8 } from 'node:buffer';
import { rootCause } from '../async/lost-answer.ts';
import { readText } from '../async/read-text.ts';
import { retry, TransientError } from '../async/retry.ts';
import type { SecretVersion } from '../config/schema/google-secret-name.ts';
import { Failure } from '../failure.ts';
import { crc32c } from '../google/crc32c.ts';
import { googleEndpoint } from '../google/endpoint.ts';
import { googleFailure, parseGoogleError } from '../google/failure.ts';
import { type GoogleIdentity, universeOf } from '../google/identity.ts';
import type { GoogleToken } from '../google/token.ts';
import { isJsonObject, parseJson } from '../json.ts';
import { Secret } from '../secrecy/secret.ts';
import { explainReading } from './explain-google-secret.ts';
import { type GoogleCaller, googleToken } from './google-token.ts';
import type { GoogleKept } from './reference.ts';

/** The timeouts of the read: with all its attempts, and of one attempt. The same as for writes. */
const PATIENCE_MS = 20_000;
const ATTEMPT_MS = 10_000;

/** Secret Manager's own scope. */
const SCOPE = 'cloud-platform';

/**
 * Reads one secret from Google Secret Manager in one call, without Google's client, which is 1.5 MB of JavaScript. The
 * token is new, and is not kept.
 */
export async function readKeptSecret(
  { id, secret: version, reader: identity }: GoogleKept,
  machine: GoogleCaller,
  signal: AbortSignal,
): Promise<Secret> {
  const tried = `read the secret "${id}" from Google Secret Manager`;
  const { token, quotaProject } = await googleToken(identity, SCOPE, machine, signal);
  const url = googleEndpoint(addressOf(version, identity), machine.env);
  return retry(attempt, { withinMs: PATIENCE_MS, signal });

  async function attempt(): Promise<Secret> {
    const answer = await call(url, { token, quotaProject }, signal).catch((error: unknown) => ({ error }));
    if ('error' in answer) throw new TransientError(failureOf(rootCause(answer.error)));
    const { status, data } = answer;
    if (status === 200 && isJsonObject(data)) return valueIn(data, tried);
    const refusal = { response: { status, data } };
    const { code } = parseGoogleError(refusal);
    const passes = code === undefined || status === 429 || status >= 500;
    throw passes ? new TransientError(failureOf(refusal)) : failureOf(refusal);
  }

  function failureOf(error: unknown): Failure {
    return googleFailure(error, tried, explainReading(version, identity), { secrets: [token] });
  }
}

/** A regional secret has the endpoint of its region. */
function addressOf({ secret, location, version }: SecretVersion, identity: GoogleIdentity): string {
  const host = location === undefined ? 'secretmanager' : `secretmanager.${location}.rep`;
  return `https://${host}.${universeOf(identity)}/v1/${secret}/versions/${version}:access`;
}

/** Returns the answer as JSON. An answer without JSON comes from something between this machine and Google. */
async function call(
  url: URL,
  { token, quotaProject }: Pick<GoogleToken, 'token' | 'quotaProject'>,
  signal: AbortSignal,
): Promise<{ status: number; data: unknown }> {
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${token.reveal()}`,
      accept: 'application/json',
      'user-agent': 'pullkeeper',
      ...(quotaProject !== undefined && { 'x-goog-user-project': quotaProject }),
    },
    redirect: 'manual', // a redirect would send the token to another server
    signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
  });
  return { status: response.status, data: parseJson(await readText(response.body)) };
}

/** Checks the value against Google's checksum, and rejects it if they differ. The value is never quoted. */
function valueIn({ payload }: Record<string, unknown>, tried: string): Secret {
  const { data = '', dataCrc32c } = isJsonObject(payload) ? payload : {};
  const bytes = Buffer.from(typeof data === 'string' ? data : '', 'base64');
  if (dataCrc32c === undefined || String(dataCrc32c) !== String(crc32c(bytes))) {
    const hint =
      'the next run retries; if this continues, check what is answering instead of Google (a proxy, PULLKEEPER_GOOGLE_URL)';
    throw new TransientError(
      new Failure('unavailable', `cannot ${tried}: the answer does not match its checksum`, { hint }),
    );
  }
  if (!isUtf8(bytes)) {
    throw new Failure('invalid', `cannot ${tried}: the secret is not text`, {
      hint: 'store it as UTF-8 text',
    });
  }
  return new Secret(bytes.toString());
}
