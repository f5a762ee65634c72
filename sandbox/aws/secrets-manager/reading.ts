import { AwsError } from '../error.ts';
import type { AwsCall, Operation } from '../service.ts';
import { checkKeyRights } from './checks.ts';
import { existing, type Store, seek, usable } from './store.ts';
import type { StoredSecret } from './vault.ts';
import type { Version } from './versions.ts';

/** The operations that show one secret. */
export function reading(store: Store): Record<string, Operation> {
  return {
    DescribeSecret(call) {
      const secret = existing(seek(call, store, 'secretsmanager:DescribeSecret'));
      return { ...metadata(secret), VersionIdsToStages: stagesById(secret) };
    },

    GetSecretValue(call) {
      const secret = usable(seek(call, store, 'secretsmanager:GetSecretValue'));
      const version = chosenVersion(call, secret);
      checkKeyRights(call, secret.kmsKeyId, ['kms:Decrypt']);
      secret.accessedDate = call.now;
      const { kind, content } = version.value;
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        [kind === 'text' ? 'SecretString' : 'SecretBinary']: content,
        VersionStages: [...version.stages],
        CreatedDate: seconds(version.createdDate),
      };
    },
  };
}

function chosenVersion({ input }: AwsCall, { versions }: StoredSecret): Version {
  const id = input.text('VersionId');
  const stage = input.text('VersionStage') ?? (id === undefined ? 'AWSCURRENT' : undefined);
  const version = id === undefined ? versions.at(stage ?? '') : versions.byId(id);
  if (version === undefined) {
    const missing = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`;
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${missing}`,
    );
  }
  if (stage !== undefined && !version.stages.has(stage)) {
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  return version;
}

export function metadata(secret: StoredSecret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
    CreatedDate: seconds(secret.createdDate),
    LastChangedDate: seconds(secret.changedDate),
    LastAccessedDate: secret.accessedDate && startOfDay(secret.accessedDate),
    DeletedDate: secret.deletion && seconds(secret.deletion.askedAt),
  };
}

/** Versions without a stage are not listed. */
export function stagesById({ versions }: StoredSecret): Record<string, string[]> {
  const staged = [...versions].filter(({ stages }) => stages.size > 0);
  return Object.fromEntries(staged.map(({ id, stages }) => [id, [...stages]]));
}

/** Secrets Manager does not say when in the day a secret was read. */
function startOfDay(date: Date): number {
  return seconds(new Date(date).setUTCHours(0, 0, 0, 0));
}

/** AWS JSON writes a moment as seconds since 1970, with a fraction. */
export function seconds(moment: Date | number): number {
  return Number(moment) / 1000;
}
