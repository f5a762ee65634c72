import type { PlainReference } from '../config/schema/reference-schema.ts';
import { Failure } from '../failure.ts';
import { safeText } from '../secrecy/safe-text.ts';
import { Secret } from '../secrecy/secret.ts';
import { getSubjectToken } from '../subject/subject-token.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import { googleFailure } from './failure.ts';
import { callerNameOf, type GoogleIdentity, type Impersonation, type WorkloadIdentity } from './identity.ts';
import { silenceGoogle } from './quiet.ts';
import { parseServiceAccountKey } from './service-account-key.ts';
import { audienceOf } from './web-identity.ts';

/** Where a mint touches the world. */
export interface GoogleMachine {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  /** Reads the key of a service account from where it is kept. */
  readKey: (key: PlainReference, env: NodeJS.ProcessEnv, signal: AbortSignal) => Promise<Secret>;
}

export interface GoogleToken {
  token: Secret;
  mintedAt: Date;
  expiresAt: Date;
}

const SCOPES = 'https://www.googleapis.com/auth/';
/** What impersonating takes; the token that comes of it has the scope that was asked for. */
const CLOUD_PLATFORM = 'cloud-platform';

/**
 * How long a web identity token lives. A federated token dies with it, so it gets the hour that AWS gives at most; ten
 * minutes where it only makes the token of a service account, since a client renews what has five minutes left.
 */
const LIFE_OF_TOKEN_S = 3_600;
const LIFE_TO_ACT_S = 600;

/** A fresh access token: who begins proves who they are, and then acts as one service account after another. */
export async function mintGoogleToken(
  identity: GoogleIdentity,
  scope: string,
  machine: GoogleMachine,
  signal: AbortSignal,
): Promise<GoogleToken> {
  const mintedAt = machine.now();
  const { impersonations } = identity;
  const scopeOf = (step: number) => `${SCOPES}${step === impersonations.length ? scope : CLOUD_PLATFORM}`;

  const calling = { env: machine.env, signal };
  const { readKey } = machine;
  let { client, name } = await createClient(identity, scopeOf(0), calling, readKey);
  for (const [index, impersonation] of impersonations.entries()) {
    client = await impersonate(client, name, impersonation, scopeOf(index + 1), calling);
    name = `serviceAccount:${impersonation.serviceAccount}`;
  }
  return read(client, mintedAt, impersonations.length > 0);
}

/** Who acts, by the name that a policy would give it, and the client that already has its token. */
interface Actor {
  client: AuthClient;
  name: string;
}

async function createClient(
  { base, impersonations }: GoogleIdentity,
  scope: string,
  calling: Calling,
  readKey: GoogleMachine['readKey'],
): Promise<Actor> {
  silenceGoogle();
  if (base.type === 'workload-identity') {
    const sent: Secret[] = [];
    return attempt(
      `exchange ${callerNameOf(base)} for a Google token at ${base.provider}`,
      ({ explainFederation }) => explainFederation(base),
      async () => {
        const client = await federatedClient(base, impersonations.length > 0, scope, calling, sent);
        await client.getAccessToken();
        return { client, name: callerNameOf(base) };
      },
      sent,
    );
  }
  const place = `${base.key.id} (${base.key.from})`;
  const { keyClient } = await import('./key-client.ts');
  const key = parseServiceAccountKey(await readKey(base.key, calling.env, calling.signal), place);
  return attempt(
    `mint a Google token with the key of ${key.email}`,
    ({ explainKey }) => explainKey(key.email, place),
    async () => {
      const client = keyClient(key, scope, calling);
      await client.getAccessToken();
      return { client, name: `serviceAccount:${key.email}` };
    },
  );
}

/** Every subject token that the client sends is added to `sent`, so that no answer can repeat it. */
async function federatedClient(
  base: WorkloadIdentity,
  acts: boolean,
  scope: string,
  calling: Calling,
  sent: Secret[],
): Promise<AuthClient> {
  const { subjectToken } = base;
  if (subjectToken === undefined) {
    const { workloadClient } = await import('./workload-client.ts');
    return workloadClient(base, scope, calling);
  }
  const { subjectTokenClient } = await import('./subject-token-client.ts');
  const lifetimeSeconds = acts ? LIFE_TO_ACT_S : LIFE_OF_TOKEN_S;
  const getToken = async () => {
    const request = { audience: audienceOf(base), lifetimeSeconds };
    const token = await getSubjectToken(subjectToken, request, calling.env, calling.signal);
    sent.push(token);
    return token;
  };
  return subjectTokenClient(base, scope, calling, getToken);
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

async function attempt<T>(
  tried: string,
  explain: (how: typeof import('./explain.ts')) => Parameters<typeof googleFailure>[2],
  work: () => Promise<T>,
  secrets: readonly Secret[] = [],
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // Loaded late: a mint that succeeds explains nothing.
    throw googleFailure(error, tried, explain(await import('./explain.ts')), { secrets });
  }
}

/**
 * An impersonation is answered with a point in time, everything else with a length of life, which the library adds to
 * the time of its own clock: there it is taken off again, and counts from when the mint began.
 */
function read({ credentials }: AuthClient, mintedAt: Date, isAbsolute: boolean): GoogleToken {
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
    mintedAt,
    expiresAt: new Date(isAbsolute ? expiry : mintedAt.getTime() + life),
  };
}
