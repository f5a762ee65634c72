import { resolve } from 'node:path';
import type { AwsRoleOptions } from '../config/schema/aws-role-schema.ts';
import { type SecretVersion, secretVersionNamed } from '../config/schema/google-secret-name.ts';
import type { PlainReference, SecretReference } from '../config/schema/reference-schema.ts';
import { beginsWithRole, type GoogleIdentity } from '../google/identity.ts';
import { type Call, signInCalls } from './call.ts';

/** A compiled reference of registries.yml, with the identity that reads it. */
export type Reference = PlainReference | GoogleKept;

/** The cloud services that store secrets. */
export const AWS = 'aws-secrets-manager';
export const GOOGLE = 'google-secret-manager';

/** A secret in Google Secret Manager, and the identity that reads it. */
export interface GoogleKept {
  from: 'google-secret-manager';
  id: string;
  secret: SecretVersion;
  reader: GoogleIdentity;
}

/** An AWS role to assume, with its references resolved. */
export interface AwsRole extends Omit<AwsRoleOptions, 'externalId'> {
  externalId?: string | Reference;
}

/** The name or ARN of a secret in AWS Secrets Manager. */
export function awsSecretId({ from, id }: SecretReference): string | undefined {
  return from === 'aws-secrets-manager' ? id : undefined;
}

export function isGoogleKept(reference: Reference): reference is GoogleKept {
  return reference.from === 'google-secret-manager';
}

/** The variable or the file of a reference. Neither for a secret in a cloud. */
export function variableOrFile({ from, id }: SecretReference): { variable?: string; file?: string } {
  return from === 'env' ? { variable: id } : from === 'file' ? { file: id } : {};
}

/** Whether the AWS role of the function gives the right to read the secret in Google. */
export function isReadWithRole(reference: Reference): boolean {
  return isGoogleKept(reference) && beginsWithRole(reference.reader);
}

/** The secrets that a Google identity reads before it signs in: the key of a service account, if it has one. */
export function keysOf(identity: GoogleIdentity): PlainReference[] {
  return 'key' in identity.base ? [identity.base.key] : [];
}

/** A reference, and the key of its reader. */
export function withKeys(reference: Reference): Reference[] {
  return isGoogleKept(reference) ? [reference, ...keysOf(reference.reader)] : [reference];
}

/** The calls to read one secret. Each secret in Google costs a separate sign-in. */
export function callsToRead(reference: Reference): Call[] {
  if (isGoogleKept(reference)) {
    return [{ service: 'Google Secret Manager', times: 1 }, ...callsToSignIn(reference.reader)];
  }
  return awsSecretId(reference) === undefined ? [] : [{ service: 'AWS Secrets Manager', times: 1 }];
}

/** The calls to get a token of a Google identity. */
export function callsToSignIn(identity: GoogleIdentity): Call[] {
  return [...signInCalls(identity), ...keysOf(identity).flatMap(callsToRead)];
}

/** The place of a secret, to compare a reference with a publication. */
export interface Stored {
  in: SecretReference['from'];
  /** Absent if unknown: a reference by name alone is resolved in the region of the function. */
  region?: string;
  name: string;
}

/** Returns the place of a referenced secret. Undefined for a variable: no backend writes it. */
export function storedAt({ from, id }: SecretReference): Stored | undefined {
  switch (from) {
    case 'env':
      return undefined;
    case 'file':
      return { in: from, name: resolve(id) };
    case 'aws-secrets-manager': {
      const [, , , region, , , ...rest] = id.startsWith('arn:') ? id.split(':') : [];
      return region === undefined
        ? { in: from, name: id }
        : { in: from, region, name: rest.join(':').replace(/-[^-]{6}$/, '') };
    }
    case 'google-secret-manager':
      return { in: from, name: secretVersionNamed(id)?.secret ?? id };
  }
}

/** Whether the two may be the same secret. */
export function mayBeOne(one: Stored, other: Stored): boolean {
  const sameRegion = one.region === undefined || other.region === undefined || one.region === other.region;
  return one.in === other.in && one.name === other.name && sameRegion;
}

/** Returns a key that is equal for two references to the same secret, also if two identities read it. */
export function referenceKey(reference: SecretReference): string {
  const { from, id } = reference;
  const version = from === 'google-secret-manager' ? secretVersionNamed(id)?.version : undefined;
  const { region = '', name = id } = storedAt(reference) ?? {};
  return JSON.stringify([from, region, name, ...(version === undefined ? [] : [version])]);
}
