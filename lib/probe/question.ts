import type { RegistryHost } from '../hosts/registry-host.ts';
import type { Secret } from '../secrecy/secret.ts';

/** Does this credential pull from this registry? */
export interface Question {
  host: RegistryHost;
  /** `repository:tag`. Without one it is only asked whether the credential signs in. */
  image?: string | undefined;
  /** The host of another token service that registries.yml allows. */
  tokenService?: string | undefined;
  credential: { username: string; password: Secret; expiresAt?: Date };
}
