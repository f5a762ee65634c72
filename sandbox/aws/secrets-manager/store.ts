import { AwsError } from '../error.ts';
import type { Context } from '../policy.ts';
import type { AwsCall } from '../service.ts';
import { tagsFrom } from './checks.ts';
import { arnPrefix, type Place, type StoredSecret, type Vault } from './vault.ts';

/**
 * The ARN that IAM checks for a missing secret: without the six characters at the end, or with some. AWS documents
 * neither, and people report both: https://github.com/ministackorg/ministack/pull/1737
 */
export type AbsentArn = 'bare' | 'suffixed';

export interface Store {
  readonly vault: Vault;
  readonly absentArn: AbsentArn;
  /** How long a new secret is not found by its name: the service is eventually consistent. */
  readonly appearAfterMs: number;
  /** The KMS keys and aliases that exist, as callers spell them. */
  readonly kmsKeys: ReadonlySet<string>;
}

export function placeOf({ caller: { account }, region, partition }: AwsCall): Place {
  return { partition, region, account };
}

/**
 * Returns the secret of a call, also in another account if the call has an ARN. The right is checked first: without it,
 * a caller does not learn what exists.
 */
export function seek(call: AwsCall, store: Store, action: string): StoredSecret | undefined {
  const id = call.input.requiredText('SecretId');
  const there = store.vault.find(placeNamed(id, call), id, call.now);
  // A clock that was set back shows every secret: it is older than that.
  const age = call.now.getTime() - (there?.createdDate.getTime() ?? 0);
  const found = age >= 0 && age < store.appearAfterMs ? undefined : there;
  call.about(found?.name ?? id);
  call.demand(action, found?.arn ?? arnOfAbsent(id, call, store), {
    ...tagsAs('aws:ResourceTag', found?.tags ?? []),
    ...tagsAs('aws:RequestTag', tagsFrom(call.input)),
  });
  return found;
}

/** The ARN of a secret that does not exist yet. */
export function arnOfAbsent(id: string, call: AwsCall, { absentArn }: Store): string {
  if (id.startsWith('arn:')) return id;
  return `${arnPrefix(placeOf(call))}${id}${absentArn === 'bare' ? '' : '-AbCdEf'}`;
}

export function tagsAs(
  kind: 'aws:ResourceTag' | 'aws:RequestTag',
  tags: Iterable<[string, string]>,
): Context {
  return Object.fromEntries([...tags].map(([key, value]) => [`${kind}/${key}`, value]));
}

function placeNamed(id: string, call: AwsCall): Place {
  const [, , , , account] = id.startsWith('arn:') ? id.split(':') : [];
  return { ...placeOf(call), ...(account !== undefined && { account }) };
}

export function existing(secret: StoredSecret | undefined): StoredSecret {
  if (secret === undefined) {
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return secret;
}

/** A secret that is scheduled for deletion can only be described. */
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
