import type { RegistryHost } from '../hosts/registry-host.ts';
import type { Schedule } from './refresh-functions.ts';
import type {
  BackendOptions,
  Format,
  IdentityOptions,
  ProbePolicy,
  StoredCredentials,
} from './schema/schema.ts';

export type { GoogleIdentityOptions } from './schema/google-identity-schema.ts';
export type { GoogleSecretManagerOptions } from './schema/google-secret-manager-schema.ts';
export type { GoogleReference, PlainReference, SecretReference } from './schema/reference-schema.ts';
export type {
  AwsRoleOptions,
  AwsSecretsManagerOptions,
  BackendOptions,
  BasetenOptions,
  FalOptions,
  FileOptions,
  Format,
  IdentityOptions,
  ProbePolicy,
  StoredCredentials,
} from './schema/schema.ts';

/**
 * registries.yml after compilation: everything checked, every name computed, plain JSON. It is what the bundle
 * carries; references to secrets are still references.
 */
export interface Config {
  /** True while the file still says that it is only the sample; deploying refuses it. */
  sample: boolean;
  schedule: Schedule;
  backends: Record<string, BackendOptions>;
  identities: Record<string, IdentityOptions>;
  registries: Registry[];
}

export interface Registry {
  host: RegistryHost;
  /** Who mints; absent, the function's own role does. */
  identity?: string;
  /** What is published where nothing is minted. */
  credentials?: StoredCredentials;
  image?: string;
  /** Absent, the registry is asked, and what it cannot be asked is published all the same: `prefer`. */
  probe?: ProbePolicy;
  /** Whether what is published is looked at between two runs. Absent where there is nothing to look at. */
  canary?: boolean;
  publish: Publication[];
}

/** One line of the plan: this host's credential, in this format, under this name, in this backend. */
export interface Publication {
  /** Unique among all publications, stable from run to run: the ledger knows a publication by it. */
  id: string;
  host: string;
  key: string;
  backend: string;
  name: string;
  format: Format;
  /** What a plan should say of it, though nothing is wrong. */
  caveat?: string;
}
