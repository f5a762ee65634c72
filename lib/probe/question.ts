import type { RegistryHost } from '../hosts/registry-host.ts';
import type { Secret } from '../secrecy/secret.ts';

/** The question of a probe: does this credential pull from this registry? */
export interface Question {
  host: RegistryHost;
  /** `repository:tag`. Without an image, the probe only signs in. */
  image?: string | undefined;
  /** The host of a token service that registries.yml allows. */
  tokenService?: string | undefined;
  /** The identity that minted the credential, by its name in registries.yml. Absent: the function's own role. */
  identity?: string | undefined;
  credential: { username: string; password: Secret; expiresAt?: Date };
}
