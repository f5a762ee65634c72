import type { SecretReference } from '../config/schema/reference-schema.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { AwsRole, Reference } from './reference.ts';

/** Resolves the names in the options of a source or a backend. An unknown name is a complaint. */
export interface Names {
  /** The secret reference at these keys, with the identity that reads the secret. */
  reference(reference: SecretReference, ...option: string[]): Reference;
  /** The Google identity of this name. Without a name: the only Google identity. */
  google(named: string | undefined): GoogleIdentity;
  /** The AWS role of this name. Undefined without a name: the function's own role. */
  role(named: string | undefined): AwsRole | undefined;
}
