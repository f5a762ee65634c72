import { AwsError } from '../error.ts';
import type { Operation } from '../service.ts';
import { checkKmsKey, nameFrom, requestTokenFrom, stagesFrom, tagsFrom, valueFrom } from './checks.ts';
import { arnOfAbsent, placeOf, type Store, seek, tagsAs, usable } from './store.ts';
import { sameValue } from './versions.ts';

/** The operations that make a secret or change it. */
export function writing(store: Store): Record<string, Operation> {
  const { vault, kmsKeys } = store;
  return {
    CreateSecret(call) {
      const { input, now } = call;
      const name = nameFrom(input);
      call.about(name);
      const tags = tagsFrom(input);
      const arn = arnOfAbsent(name, call, store);
      const context = tagsAs('aws:RequestTag', tags);
      call.demand('secretsmanager:CreateSecret', arn, context);
      input.refuse(['AddReplicaRegions', 'Type']);
      if (tags.length > 0) call.demand('secretsmanager:TagResource', arn, context);
      const token = requestTokenFrom(input);
      const value = valueFrom(input);
      const kmsKeyId = input.text('KmsKeyId');
      checkKmsKey(call, kmsKeyId, kmsKeys);

      const existing = vault.find(placeOf(call), name, now);
      if (existing?.deletion !== undefined) {
        throw new AwsError(
          'InvalidRequestException',
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
      }
      if (existing !== undefined) {
        const made = existing.versions.byId(token);
        if (made !== undefined && value !== undefined && sameValue(made.value, value)) {
          return { ARN: existing.arn, Name: name, VersionId: token };
        }
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      }

      const secret = vault.create(placeOf(call), name, now);
      secret.description = input.text('Description');
      secret.kmsKeyId = kmsKeyId;
      for (const [key, tag] of tags) secret.tags.set(key, tag);
      const version = value && secret.versions.put(token, value, ['AWSCURRENT'], now);
      return { ARN: secret.arn, Name: name, VersionId: version?.id };
    },

    PutSecretValue(call) {
      const { input, now } = call;
      const secret = usable(seek(call, store, 'secretsmanager:PutSecretValue'));
      const token = requestTokenFrom(input);
      const stages = stagesFrom(input);
      const value = valueFrom(input);
      if (value === undefined) {
        throw new AwsError(
          'InvalidRequestException',
          'You must provide either SecretString or SecretBinary.',
        );
      }
      checkKmsKey(call, secret.kmsKeyId, kmsKeys);
      const version = secret.versions.put(token, value, stages, now);
      secret.changedDate = now;
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        VersionStages: [...version.stages],
      };
    },

    UpdateSecret(call) {
      const { input, now } = call;
      const secret = usable(seek(call, store, 'secretsmanager:UpdateSecret'));
      input.refuse(['Type']);
      const token = requestTokenFrom(input);
      const value = valueFrom(input);
      const kmsKeyId = input.text('KmsKeyId') ?? secret.kmsKeyId;
      checkKmsKey(call, kmsKeyId, kmsKeys);
      // Unlike PutSecretValue, this takes no token twice, whatever the value.
      if (value !== undefined && secret.versions.byId(token) !== undefined)
        throw secret.versions.reused(token);
      const version = value && secret.versions.put(token, value, ['AWSCURRENT'], now);
      secret.description = input.text('Description') ?? secret.description;
      secret.kmsKeyId = kmsKeyId;
      secret.changedDate = now;
      return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
    },

    TagResource(call) {
      const secret = usable(seek(call, store, 'secretsmanager:TagResource'));
      for (const [key, value] of tagsFrom(call.input)) secret.tags.set(key, value);
      return undefined;
    },
  };
}
