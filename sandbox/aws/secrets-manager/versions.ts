import { AwsError } from '../error.ts';

export interface SecretValue {
  readonly kind: 'text' | 'binary';
  /** The text, or the bytes as base64. */
  readonly content: string;
}

export interface Version {
  readonly id: string;
  readonly value: SecretValue;
  readonly createdDate: Date;
  readonly stages: Set<string>;
}

/**
 * "Secrets Manager doesn't remove versions created less than 24 hours ago":
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
 */
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;
const MOST_VERSIONS = 100;

/** The versions of one secret, and the stages that move between them. */
export class Versions {
  readonly #secretArn: string;
  readonly #versions = new Map<string, Version>();

  constructor(secretArn: string) {
    this.#secretArn = secretArn;
  }

  [Symbol.iterator](): Iterator<Version> {
    return this.#versions.values();
  }

  byId(id: string): Version | undefined {
    return this.#versions.get(id);
  }

  at(stage: string): Version | undefined {
    return [...this.#versions.values()].find(({ stages }) => stages.has(stage));
  }

  /** Adds a version; the same id with the same value is the same request once more, and changes nothing. */
  put(id: string, value: SecretValue, stages: readonly string[], now: Date): Version {
    const existing = this.#versions.get(id);
    if (existing !== undefined) {
      if (!sameValue(existing.value, value)) throw this.reused(id);
      return existing;
    }
    this.#makeRoom(now);
    const version: Version = { id, value, createdDate: now, stages: new Set() };
    const first = this.#versions.size === 0;
    this.#versions.set(id, version);
    for (const stage of first ? ['AWSCURRENT', ...stages] : stages) this.#move(stage, version);
    return version;
  }

  reused(id: string): AwsError {
    const reason = `that value is already in use for a version of secret ${this.#secretArn}.`;
    return new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${id} because ${reason}`,
    );
  }

  /** Attaches a stage to the version with this id, or to none. */
  move(stage: string, id: string | undefined): void {
    const to = id === undefined ? undefined : this.#versions.get(id);
    if (to === undefined) this.at(stage)?.stages.delete(stage);
    else this.#move(stage, to);
  }

  #move(stage: string, to: Version): void {
    const from = this.at(stage);
    from?.stages.delete(stage);
    to.stages.add(stage);
    if (stage === 'AWSCURRENT' && from !== undefined && from !== to) this.#move('AWSPREVIOUS', from);
  }

  /** Only versions without a stage are ever removed, and only when they are a day old. */
  #makeRoom(now: Date): void {
    for (const { id, stages, createdDate } of this.#versions.values()) {
      if (this.#versions.size < MOST_VERSIONS) return;
      const young = now.getTime() - createdDate.getTime() < KEPT_FOR_MS;
      if (stages.size === 0 && !young) this.#versions.delete(id);
    }
    if (this.#versions.size >= MOST_VERSIONS) {
      throw new AwsError(
        'LimitExceededException',
        `You can't create more than ${MOST_VERSIONS} versions of a secret within 24 hours.`,
      );
    }
  }
}

export function sameValue(a: SecretValue, b: SecretValue): boolean {
  return a.kind === b.kind && a.content === b.content;
}
