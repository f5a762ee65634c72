import type { PolicyPart } from '../aws/statement.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import type { Call } from '../references/call.ts';
import type { Reference } from '../references/reference.ts';
import type { StoredCredentials } from './stored/options.ts';

/** What a run has to know of every credential from a source, before there is one. */
export interface SourceFacts {
  /** What the source is called in a report. */
  name: string;
  /** Where a mint goes, as a message names it: mints that share an endpoint wait for each other when it hangs. */
  endpoint: string;
  /** The function whose schedule suits the life of its credentials. */
  function: RefreshFunction;
  /** The user name; absent for a secret that is published unchanged. */
  username?: string;
  /** How long a credential lives; absent for what nobody mints. */
  lifeMs?: number;
}

/** An entry of `registries`, as far as it says where its credential comes from. */
export interface SourceOptions {
  host: RegistryHost;
  credentials?: StoredCredentials | undefined;
  /** The name of its identity. */
  identity?: string | undefined;
}

/** Who mints, by the names of registries.yml. */
export function identitiesInWords(identities: readonly string[]): string {
  return identities.length === 0 ? "the function's own role" : identities.join(' and ');
}

/** What is known of a source without calling it. All of it must be said: a forgotten trait does not compile. */
export interface SourceTraits {
  /** The mint of a registry, as `doctor` names it. */
  label(registry: { host: RegistryHost; identity?: string }): string;
  /** The mint of these identities, as `plan` names it; no identity means the function's own role. */
  title(identities: readonly string[]): string;
  /** The secrets that it reads in order to mint. */
  reads: readonly Reference[];
  /** Who mints, where Google has to know them. */
  google: GoogleIdentity | undefined;
  /** Whether the role of the function is who mints, or lets it become who mints. */
  beginsAsRole: boolean;
  /** What the role of the function needs in AWS to mint for these hosts. */
  awsRights(hosts: readonly RegistryHost[]): PolicyPart[];
  /** The rights that the minting identity needs, to mint and to pull. */
  pullRights(hosts: readonly RegistryHost[]): PolicyPart[];
  /** The calls of one mint. */
  calls: readonly Call[];
}
