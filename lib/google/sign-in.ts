import type { PlainReference } from '../config/schema/reference-schema.ts';
import { Secret } from '../secrecy/secret.ts';
import { subjectInWords } from '../subject/subject-in-words.ts';
import { getSubjectToken } from '../subject/subject-token.ts';
import type { ApplicationDefault } from './application-default.ts';
import { attempt } from './attempt.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import type { GoogleIdentity, Impersonation, WorkloadIdentity } from './identity.ts';
import { parseServiceAccountKey } from './service-account-key.ts';
import { audienceOf } from './web-identity.ts';

/**
 * How long a web identity token lives. A federated token dies with it, so it gets the hour that AWS gives at most; ten
 * minutes where it only makes the token of a service account, since a client renews what has five minutes left.
 */
const LIFE_OF_TOKEN_S = 3_600;
const LIFE_TO_ACT_S = 600;

/** Who acts, by the name that a policy would give it, and the client that already has its token. */
interface Actor {
  client: AuthClient;
  name: string;
}

export interface SignInContext extends Calling {
  /** Reads the key of a service account from where it is kept. */
  readKey: (key: PlainReference, env: NodeJS.ProcessEnv, signal: AbortSignal) => Promise<Secret>;
}

/** How an identity signs in, and the service accounts as which it acts afterwards. */
interface SignIn {
  start(scope: string): Promise<Actor>;
  impersonations: readonly Impersonation[];
}

export async function signInAs(
  { base, impersonations }: GoogleIdentity,
  context: SignInContext,
): Promise<SignIn> {
  switch (base.type) {
    case 'workload-identity':
      return { impersonations, start: (scope) => federate(base, impersonations.length > 0, scope, context) };
    case 'service-account-key': {
      const text = await context.readKey(base.key, context.env, context.signal);
      return { impersonations, start: signWithKey(text, `${base.key.id} (${base.key.from})`, context) };
    }
    case 'application-default': {
      const { findApplicationDefault } = await import('./application-default.ts');
      const found = await findApplicationDefault(context.env, context.signal);
      return {
        impersonations: [...found.impersonations, ...impersonations],
        start:
          found.json?.type === 'service_account'
            ? signWithKey(new Secret(JSON.stringify(found.json)), found.place, context)
            : (scope) => useApplicationDefault(found, scope, context),
      };
    }
  }
}

async function federate(
  base: WorkloadIdentity,
  acts: boolean,
  scope: string,
  calling: Calling,
): Promise<Actor> {
  const sent: Secret[] = [];
  return attempt(
    `exchange ${subjectInWords(base.subjectToken)} for a Google token at ${base.provider}`,
    ({ explainFederation }) => explainFederation(base),
    async () => {
      const client = await federatedClient(base, acts, scope, calling, sent);
      await client.getAccessToken();
      return { client, name: subjectInWords(base.subjectToken) };
    },
    sent,
  );
}

function signWithKey(text: Secret, place: string, calling: Calling): SignIn['start'] {
  const key = parseServiceAccountKey(text, place);
  return (scope) =>
    attempt(
      `mint a Google token with the key of ${key.email}`,
      ({ explainKey }) => explainKey(key.email, place),
      async () => {
        const { keyClient } = await import('./key-client.ts');
        const client = keyClient(key, scope, calling);
        await client.getAccessToken();
        return { client, name: `serviceAccount:${key.email}` };
      },
    );
}

function useApplicationDefault(found: ApplicationDefault, scope: string, calling: Calling): Promise<Actor> {
  return attempt(
    `mint a Google token with the Application Default Credentials in ${found.place}`,
    ({ explainApplicationDefault }) => explainApplicationDefault(found.place),
    async () => {
      const { applicationDefaultClient } = await import('./application-default-client.ts');
      const actor = await applicationDefaultClient(found, scope, calling);
      await actor.client.getAccessToken();
      return actor;
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
