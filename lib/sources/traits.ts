import type { PolicyPart } from '../aws/statement.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import type { Call } from '../references/call.ts';
import type { Reference } from '../references/reference.ts';
import type { MintingOptions } from './options.ts';
import type { StoredCredentials } from './stored/options.ts';

/** The facts about all credentials of a source that a run needs before the mint. */
export interface SourceFacts {
  /** The name of the source in a report. */
  name: string;
  /** The endpoint of a mint, for messages. If it hangs, mints with the same endpoint wait. */
  endpoint: string;
  /** The function that refreshes its credentials. */
  function: RefreshFunction;
  /** The user name. Absent for a secret that is published unchanged. */
  username?: string;
  /** Each credential has another user name, so its password alone is of no use. */
  changesUsername?: true;
  /** The life of a credential. Absent for a stored one. */
  lifeMs?: number;
}

/** The part of an entry of `registries` that chooses the source. */
export interface SourceOptions {
  host: RegistryHost;
  credentials?: StoredCredentials | undefined;
  /** The source, if the host does not identify it. */
  source?: MintingOptions | undefined;
  /** The name of its identity. */
  identity?: string | undefined;
}

/** The minting identities, by their names in registries.yml. */
export function identitiesInWords(identities: readonly string[]): string {
  return identities.length === 0 ? "the function's own role" : identities.join(' and ');
}

/** The facts about a source that are known without calling it. All are required. */
export interface SourceTraits {
  /** The name of the mint in `doctor`. */
  label(registry: { host: RegistryHost; identity?: string }): string;
  /** The title of the mint in `plan`. No identity means the function's own role. */
  title(identities: readonly string[]): string;
  /** The secrets that a mint reads. */
  reads: readonly Reference[];
  /** The minting Google identity, if there is one. */
  google: GoogleIdentity | undefined;
  /** The audience of the token that AWS signs for the mint. Undefined if the mint uses no such token. */
  awsAudience: string | undefined;
  /** Whether a mint uses the role of the function, directly or to assume another role. */
  beginsAsRole: boolean;
  /** The AWS rights that the function's role needs to mint for these hosts. */
  awsRights(hosts: readonly RegistryHost[]): PolicyPart[];
  /** The rights that the minting identity needs, to mint and to pull. */
  pullRights(hosts: readonly RegistryHost[]): PolicyPart[];
  /** The calls of one mint. */
  calls: readonly Call[];
}
