import type { Principals } from '../aws/principals.ts';
import type { Request } from '../http.ts';
import { IssuedTokens } from '../issued-tokens.ts';
import type { World } from '../serve-call.ts';
import { artifactRegistries } from './artifact-registries.ts';
import { GoogleFront } from './front.ts';
import { iamCredentials } from './iam-credentials.ts';
import type { KeysOf } from './id-token.ts';
import { metadataServer } from './metadata.ts';
import { googleOauth } from './oauth.ts';
import { type Binding, Bindings, type GoogleGrant } from './principals.ts';
import { googleSecretManager } from './secret-manager/secret-manager.ts';
import { seed } from './secret-manager/seed.ts';
import { type GoogleSecretView, SecretStore, viewOf } from './secret-manager/store.ts';
import { type ServiceAccount, ServiceAccounts } from './service-accounts.ts';
import { googleSts, type Provider } from './sts.ts';
import { Users } from './users.ts';

export interface GoogleOptions {
  providers?: readonly Provider[];
  serviceAccounts?: readonly ServiceAccount[];
  bindings?: readonly Binding[];
  /** The secrets that Secret Manager has at the start, by the full name of a secret or of a version of it. */
  secrets?: Readonly<Record<string, string>>;
  /** The service account of the machine, from its metadata server. */
  machine?: string;
  /** The domain under which its services are. Default: googleapis.com. */
  universeDomain?: string;
  /** The real time, used for signatures. Default: the time of this machine. */
  wall?: () => Date;
}

/** The controls of a test over Google, besides its API. */
export interface Google {
  /** A new key of a service account, as the JSON file that Google gives out. */
  addKey(email: string): string;
  revokeKeys(email: string): void;
  /** A person signs in to gcloud, and out: the file of Application Default Credentials. */
  logIn(email: string, quotaProject?: string): string;
  logOut(email: string): void;
  /** Adds a line to the policy, or removes all lines. */
  allow(binding: Binding): void;
  allowNothing(): void;
  /** Returns a secret, without permissions. A regional secret has its region in its name. */
  secret(name: string): GoogleSecretView | undefined;
  /** Adds a version to a secret, without permissions, or removes the newest one. */
  store(name: string, value: string): void;
  withdraw(name: string, state: 'DISABLED' | 'DESTROYED'): void;
  /** From now on `latest` and the list are this many versions behind. */
  lag(name: string, versions: number): void;
  /** From now on a destroyed version is only disabled, for this long. */
  delayDestroying(name: string, ttlMs: number): void;
}

/** The parties that Google trusts: AWS for signed requests, and issuers for signed tokens. */
interface Trust {
  principals: Principals;
  keysOf: KeysOf;
}

/** The part of Google that pullkeeper calls. */
export function startGoogle(world: World, trust: Trust, options: GoogleOptions = {}) {
  const tokens = new IssuedTokens<GoogleGrant>();
  const bindings = new Bindings(options.bindings ?? []);
  const secrets = new SecretStore();
  seed(secrets, options.secrets ?? {}, world.clock.now());
  const wall = options.wall ?? (() => new Date());
  const users = new Users();
  const accounts = new ServiceAccounts(options.serviceAccounts ?? []);
  const front = new GoogleFront(world, options.universeDomain ?? 'googleapis.com', tokens, bindings, [
    googleSts(options.providers ?? [], { ...trust, tokens, wall }),
    googleOauth(accounts, users, tokens, wall),
    iamCredentials(accounts, tokens),
    googleSecretManager(secrets),
  ]);
  const google: Google = {
    addKey: (email) => accounts.addKey(email),
    revokeKeys: (email) => accounts.revokeKeys(email),
    logIn: (email, quotaProject) => users.logIn(email, quotaProject),
    logOut: (email) => users.logOut(email),
    allow: (binding) => bindings.add(binding),
    allowNothing: () => bindings.clear(),
    secret(name) {
      const found = secrets.find(name);
      return found && viewOf(found);
    },
    store: (name, value) => seed(secrets, { [name]: value }, world.clock.now()),
    withdraw(name, state) {
      const newest = secrets.find(name)?.versions.at(-1);
      if (newest === undefined) return;
      newest.state = state;
      if (state === 'DESTROYED') newest.data = undefined;
    },
    lag(name, versions) {
      const secret = secrets.find(name);
      if (secret !== undefined) secret.behind = versions;
    },
    delayDestroying(name, ttlMs) {
      const secret = secrets.find(name);
      if (secret !== undefined) secret.destroyTtlMs = ttlMs;
    },
  };
  return {
    google,
    tokens,
    handle: (request: Request) => front.handle(request),
    metadata: metadataServer(world, options.machine, tokens),
    registries: artifactRegistries(tokens, bindings),
  };
}
