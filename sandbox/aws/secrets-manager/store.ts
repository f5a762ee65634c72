import type { AwsCall } from '../service.ts';
import type { Place, StoredSecret, Vault } from './vault.ts';

export interface Store {
  readonly vault: Vault;
  /** The KMS keys and aliases that exist, as callers spell them. */
  readonly kmsKeys: ReadonlySet<string>;
}

export function placeOf({ caller: { account }, region, partition }: AwsCall): Place {
  return { partition, region, account };
}

/** The secret that a call names, once the caller is known to have the right: those without it do not learn what exists. */
export function reach(
  call: AwsCall,
  { vault }: Store,
  state: 'existing' | 'usable',
  action: string,
): StoredSecret {
  const id = call.input.requiredText('SecretId');
  const place = placeOf(call);
  const found = vault.find(place, id, call.now);
  call.about(found?.name ?? id);
  call.demand(action, found?.arn ?? id);
  return vault[state](place, id, call.now);
}
