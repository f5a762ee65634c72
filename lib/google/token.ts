import { Failure } from '../failure.ts';
import { safeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';
import { attempt } from './attempt.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import type { GoogleIdentity, Impersonation } from './identity.ts';
import { type SignInContext, signInAs } from './sign-in.ts';

/** The environment and clock of a mint. */
export interface GoogleMachine {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  readKey: SignInContext['readKey'];
}

export interface GoogleToken {
  token: Secret;
  /** The project that pays for the calls of a person: their login names it. */
  quotaProject: string | undefined;
  mintedAt: Date;
  expiresAt: Date;
}

const SCOPES = 'https://www.googleapis.com/auth/';
/** The scope for an impersonation. The resulting token has the requested scope. */
const CLOUD_PLATFORM = 'cloud-platform';

/** Mints a new access token: signs in, then impersonates one service account after another. */
export async function mintGoogleToken(
  identity: GoogleIdentity,
  scope: string,
  machine: GoogleMachine,
  signal: AbortSignal,
): Promise<GoogleToken> {
  silenceGoogle();
  const mintedAt = machine.now();
  const calling = { env: machine.env, signal, readKey: machine.readKey };
  const { start, impersonations } = await signInAs(identity, calling);
  const scopeOf = (step: number) => `${SCOPES}${step === impersonations.length ? scope : CLOUD_PLATFORM}`;

  let { client, name } = await start(scopeOf(0));
  for (const [index, impersonation] of impersonations.entries()) {
    client = await impersonate(client, name, impersonation, scopeOf(index + 1), calling);
    name = `serviceAccount:${impersonation.serviceAccount}`;
  }
  return read(client, mintedAt, impersonations.length > 0);
}

async function impersonate(
  source: AuthClient,
  actor: string,
  impersonation: Impersonation,
  scope: string,
  calling: Calling,
): Promise<AuthClient> {
  const { impersonatingClient } = await import('./impersonating-client.ts');
  return attempt(
    `act as ${impersonation.serviceAccount}`,
    ({ explainImpersonation }) => explainImpersonation(impersonation, actor),
    async () => {
      const client = impersonatingClient(source, impersonation, scope, calling);
      await client.getAccessToken();
      return client;
    },
  );
}

/**
 * Returns the expiry. An impersonation answers with a point in time. Other answers have a duration, which the library
 * adds to its own clock: that is undone here, and the duration counts from the start of the mint.
 */
function read({ credentials, quotaProjectId }: AuthClient, mintedAt: Date, isAbsolute: boolean): GoogleToken {
  const { access_token: token, expiry_date: expiry } = credentials;
  if (!token || !expiry) {
    throw new Failure('invalid', 'Google answered without a usable token', {
      hint: 'the next run retries; if this continues, check what is answering instead of Google (a proxy, PULLKEEPER_GOOGLE_URL)',
      cause: token ? safeText`no expiry in the answer` : safeText`no token in the answer`,
    });
  }
  const life = Math.round((expiry - Date.now()) / 1_000) * 1_000;
  return {
    token: new Secret(token),
    quotaProject: quotaProjectId,
    mintedAt,
    expiresAt: new Date(isAbsolute ? expiry : mintedAt.getTime() + life),
  };
}

/**
 * Removes a variable of the environment. With it, Google's libraries print requests and answers with tokens from the
 * moment they are loaded, so this is called first.
 */
function silenceGoogle(): void {
  delete process.env.GOOGLE_SDK_NODE_LOGGING;
}
