import { isUtf8 } from 'node:buffer';
import { retry, TransientError } from '../async/retry.ts';
import { Failure } from '../failure.ts';
import { googleFailure } from '../google/failure.ts';
import { callSecretManager, mayPass, payloadOf, SECRET_MANAGER_SCOPE } from '../google/secret-manager.ts';
import type { JsonObject } from '../json.ts';
import { Secret } from '../secrecy/secret.ts';
import { explainReading } from './explain-google-secret.ts';
import { type GoogleCaller, googleToken } from './google-token.ts';
import type { GoogleKept } from './reference.ts';

/** How long the reading may take with all its attempts: as for what is written there. */
const PATIENCE_MS = 20_000;

/** Reads one secret from Google Secret Manager. The token is fresh, and forgotten afterwards. */
export async function readKeptSecret(
  { id, secret: version, reader: identity }: GoogleKept,
  machine: GoogleCaller,
  signal: AbortSignal,
): Promise<Secret> {
  const tried = `read the secret "${id}" from Google Secret Manager`;
  const { token } = await googleToken(identity, SECRET_MANAGER_SCOPE, machine, signal);
  const manager = { identity, location: version.location, token, env: machine.env };
  const path = `${version.secret}/versions/${version.version}:access`;
  return retry(attempt, { withinMs: PATIENCE_MS, signal });

  async function attempt(): Promise<Secret> {
    try {
      return valueIn(await callSecretManager(manager, { path }, signal), tried);
    } catch (error) {
      if (error instanceof TransientError) throw error;
      const failure = googleFailure(error, tried, explainReading(version, identity), { secrets: [token] });
      throw mayPass(error) && !(error instanceof Failure) ? new TransientError(failure) : failure;
    }
  }
}

/** The value is never quoted. */
function valueIn(answer: JsonObject, tried: string): Secret {
  const bytes = payloadOf(answer);
  if (bytes === undefined) {
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
