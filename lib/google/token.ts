import { Failure } from '../failure.ts';
import { safeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';
import { attempt } from './attempt.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import type { GoogleIdentity, Impersonation } from './identity.ts';
import { silenceGoogle } from './quiet.ts';
import { type SignInContext, signInAs } from './sign-in.ts';

/** Where a mint touches the world. */
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
/** What impersonating takes; the token that comes of it has the scope that was asked for. */
const CLOUD_PLATFORM = 'cloud-platform';

/** A fresh access token: who begins proves who they are, and then acts as one service account after another. */
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
 * An impersonation is answered with a point in time, everything else with a length of life, which the library adds to
 * the time of its own clock: there it is taken off again, and counts from when the mint began.
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
