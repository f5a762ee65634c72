import type { SecretReference } from '../config/schema/reference-schema.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { AwsRole, Reference } from './reference.ts';

/** Finds what the options of a source or backend refer to by name. What is not found is complained of. */
export interface Names {
  /** The secret that the option at these keys refers to, with the identity that reads it. */
  reference(reference: SecretReference, ...option: string[]): Reference;
  /** The Google identity of this name; without a name, the only one there is. */
  google(named: string | undefined): GoogleIdentity;
  /** The AWS role of this name; undefined where none is named, for the function's own. */
  role(named: string | undefined): AwsRole | undefined;
}
