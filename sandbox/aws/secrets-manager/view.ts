import type { StoredSecret } from './vault.ts';

/** A secret as tests see it, without permissions. */
export interface SecretView {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly deletedDate: Date | undefined;
  /** The current value: text, or base64 for a binary one. */
  readonly value: string | undefined;
  /** Oldest first. */
  readonly versions: readonly VersionView[];
}

export interface VersionView {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdDate: Date;
  readonly value: string;
}

export function viewOf(secret: StoredSecret): SecretView {
  const { arn, name, description, kmsKeyId } = secret;
  return {
    arn,
    name,
    description,
    kmsKeyId,
    tags: Object.fromEntries(secret.tags),
    deletedDate: secret.deletion?.askedAt,
    value: secret.versions.at('AWSCURRENT')?.value.content,
    versions: [...secret.versions].map(({ id, stages, createdDate, value }) => ({
      id,
      stages: [...stages],
      createdDate,
      value: value.content,
    })),
  };
}
