import { randomBytes } from 'node:crypto';
import type { AwsPartition } from '../../../lib/hosts/registry-host.ts';
import { Versions } from './versions.ts';

export interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly createdDate: Date;
  readonly versions: Versions;
  readonly tags: Map<string, string>;
  description: string | undefined;
  kmsKeyId: string | undefined;
  changedDate: Date;
  accessedDate: Date | undefined;
  /** When the deletion was requested, and when it becomes final. */
  deletion: { askedAt: Date; finalAt: Date } | undefined;
}

/** The place of a secret: every account has separate secrets in every region. */
export interface Place {
  readonly partition: AwsPartition;
  readonly region: string;
  readonly account: string;
}

/** All secrets of the sandbox. A secret past its recovery window is removed at the next access. */
export class Vault {
  readonly #secrets = new Map<string, StoredSecret>();

  create(
    place: Place,
    name: string,
    now: Date,
    arn = `${arnPrefix(place)}${name}-${suffix()}`,
  ): StoredSecret {
    const secret: StoredSecret = {
      arn,
      name,
      createdDate: now,
      versions: new Versions(arn),
      tags: new Map(),
      description: undefined,
      kmsKeyId: undefined,
      changedDate: now,
      accessedDate: undefined,
      deletion: undefined,
    };
    this.#secrets.set(keyOf(place, name), secret);
    return secret;
  }

  /** By name or by full ARN. */
  find(place: Place, id: string, now: Date): StoredSecret | undefined {
    const byArn = id.startsWith('arn:');
    const name = byArn ? id.slice(arnPrefix(place).length, -'-xxxxxx'.length) : id;
    const secret = this.#secrets.get(keyOf(place, name));
    if (secret === undefined || (byArn && secret.arn !== id)) return undefined;
    if (secret.deletion !== undefined && secret.deletion.finalAt <= now) {
      this.remove(place, secret);
      return undefined;
    }
    return secret;
  }

  list(place: Place, now: Date): StoredSecret[] {
    const here = [...this.#secrets.values()].filter(({ arn }) => arn.startsWith(arnPrefix(place)));
    return here.filter(({ name }) => this.find(place, name, now) !== undefined);
  }

  remove(place: Place, { name }: Pick<StoredSecret, 'name'>): void {
    this.#secrets.delete(keyOf(place, name));
  }
}

export function arnPrefix({ partition, region, account }: Place): string {
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:`;
}

function keyOf(place: Place, name: string): string {
  return arnPrefix(place) + name;
}

/** Six characters, so that policies for a deleted secret do not fit a new one of the same name. */
function suffix(): string {
  return randomBytes(3).toString('hex');
}
