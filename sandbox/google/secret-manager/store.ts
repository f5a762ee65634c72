/** What one secret holds, as the API has it. */
export interface StoredSecret {
  readonly name: string;
  readonly replication: unknown;
  labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** Oldest first. */
  readonly versions: Version[];
  /** The names that versions go by, beside their numbers. */
  readonly aliases: Map<string, number>;
  /** With it, a version that is to be destroyed is disabled, and destroyed so many milliseconds later. */
  destroyTtlMs?: number | undefined;
  /** How many of the newest versions `latest` and the list do not show yet: they are eventually consistent. */
  behind?: number | undefined;
}

export interface Version {
  readonly id: number;
  readonly createdAt: Date;
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  /** Gone for good once the version is destroyed. */
  data: Buffer | undefined;
  scheduledDestroyAt?: Date | undefined;
}

/** The secrets of every project, by their full names. */
export class SecretStore {
  readonly #secrets = new Map<string, StoredSecret>();

  find(name: string): StoredSecret | undefined {
    return this.#secrets.get(name);
  }

  add(secret: StoredSecret): void {
    this.#secrets.set(secret.name, secret);
  }
}

/** What a test sees of a secret, past every permission. */
export interface GoogleSecretView {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  replication: unknown;
  /** Of the newest version, which is what those who ask for `latest` get; undefined when it is not enabled. */
  value: string | undefined;
  versions: { id: number; state: Version['state'] }[];
}

export function viewOf({ labels, annotations, replication, versions }: StoredSecret): GoogleSecretView {
  return {
    labels,
    annotations,
    replication,
    value:
      versions.findLast(({ state }) => state === 'ENABLED') === versions.at(-1)
        ? text(versions.at(-1))
        : undefined,
    versions: versions.map(({ id, state }) => ({ id, state })),
  };
}

function text(version: Version | undefined): string | undefined {
  return version?.data?.toString();
}
