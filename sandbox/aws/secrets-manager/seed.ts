import { randomUUID } from 'node:crypto';
import { partitionOf } from '../partitions.ts';
import type { Place, Vault } from './vault.ts';

/** A secret that exists at the start: by its name in the home region, or by its ARN. */
export function seed(vault: Vault, id: string, value: string, home: Place, now: Date): void {
  const [, , , region = home.region, account = home.account, , ...rest] = id.startsWith('arn:')
    ? id.split(':')
    : [];
  const place = { partition: partitionOf(region) ?? home.partition, region, account };
  const secret = id.startsWith('arn:')
    ? vault.create(place, rest.join(':').slice(0, -'-xxxxxx'.length), now, id)
    : vault.create(place, id, now);
  // The key that AWS keeps for Secrets Manager cannot be used from another account.
  if (account !== home.account)
    secret.kmsKeyId = `arn:${place.partition}:kms:${region}:${account}:key/seeded`;
  secret.versions.put(randomUUID(), { kind: 'text', content: value }, ['AWSCURRENT'], now);
}
