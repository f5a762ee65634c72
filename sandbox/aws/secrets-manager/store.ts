import { AwsError } from '../error.ts';
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

/** The secret that a call names, if it is there. The right comes first: those without it do not learn what exists. */
export function seek(call: AwsCall, { vault }: Store, action: string): StoredSecret | undefined {
  const id = call.input.requiredText('SecretId');
  const found = vault.find(placeOf(call), id, call.now);
  call.about(found?.name ?? id);
  call.demand(action, found?.arn ?? id);
  return found;
}

export function existing(secret: StoredSecret | undefined): StoredSecret {
  if (secret === undefined) {
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return secret;
}

/** A secret is no use any more once its deletion has been asked for, though it can still be described. */
export function usable(secret: StoredSecret | undefined): StoredSecret {
  const found = existing(secret);
  if (found.deletion !== undefined) {
    throw new AwsError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }
  return found;
}
