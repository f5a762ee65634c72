import type { World } from '../attend.ts';
import type { Principals } from '../aws/principals.ts';
import type { Request } from '../http.ts';
import { TokenBook } from '../token-book.ts';
import { artifactRegistryDoorkeeper } from './artifact-registry-doorkeeper.ts';
import { GoogleFront } from './front.ts';
import { iamCredentials } from './iam-credentials.ts';
import { googleOauth } from './oauth.ts';
import { type Binding, Bindings, type GoogleGrant } from './principals.ts';
import { googleSecretManager } from './secret-manager/secret-manager.ts';
import { type GoogleSecretView, SecretStore, viewOf } from './secret-manager/store.ts';
import { type ServiceAccount, ServiceAccounts } from './service-accounts.ts';
import { googleSts, type Provider } from './sts.ts';

export interface GoogleOptions {
  providers?: readonly Provider[];
  serviceAccounts?: readonly ServiceAccount[];
  bindings?: readonly Binding[];
  /** The domain under which its services are. Default: googleapis.com. */
  universeDomain?: string;
  /** The true time, by which it judges what is signed. Default: the time of this machine. */
  wall?: () => Date;
}

/** What a test may do to Google beyond calling it. */
export interface Google {
  /** A new key of a service account, as the JSON file that Google gives out. */
  addKey(email: string): string;
  revokeKeys(email: string): void;
  /** One more line of the policy, or none at all. */
  allow(binding: Binding): void;
  allowNothing(): void;
  /** Looks inside Secret Manager, past every permission. A regional secret has its region in its name. */
  secret(name: string): GoogleSecretView | undefined;
}

/** Google as far as pullkeeper calls it. It trusts AWS for who signed a request. */
export function startGoogle(world: World, awsPrincipals: Principals, options: GoogleOptions = {}) {
  const tokens = new TokenBook<GoogleGrant>();
  const bindings = new Bindings(options.bindings ?? []);
  const secrets = new SecretStore();
  const wall = options.wall ?? (() => new Date());
  const accounts = new ServiceAccounts(options.serviceAccounts ?? []);
  const front = new GoogleFront(world, options.universeDomain ?? 'googleapis.com', tokens, bindings, [
    googleSts(options.providers ?? [], { principals: awsPrincipals, tokens, wall }),
    googleOauth(accounts, tokens, wall),
    iamCredentials(accounts, tokens),
    googleSecretManager(secrets),
  ]);
  const google: Google = {
    addKey: (email) => accounts.addKey(email),
    revokeKeys: (email) => accounts.revokeKeys(email),
    allow: (binding) => bindings.add(binding),
    allowNothing: () => bindings.clear(),
    secret(name) {
      const found = secrets.find(name);
      return found && viewOf(found);
    },
  };
  return {
    google,
    tokens,
    handle: (request: Request) => front.handle(request),
    doorkeeper: artifactRegistryDoorkeeper(tokens, bindings),
  };
}
