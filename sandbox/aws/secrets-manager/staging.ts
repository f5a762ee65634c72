import { AwsError } from '../error.ts';
import type { Operation } from '../service.ts';
import { type Store, seek, usable } from './store.ts';

/** Moves a staging label from one version of a secret to another. */
export function staging(store: Store): Record<string, Operation> {
  return {
    UpdateSecretVersionStage(call) {
      const { input, now } = call;
      const secret = usable(seek(call, store, 'secretsmanager:UpdateSecretVersionStage'));
      const stage = input.requiredText('VersionStage');
      const moveTo = input.text('MoveToVersionId');
      const removeFrom = input.text('RemoveFromVersionId');
      const { versions } = secret;
      for (const id of [moveTo, removeFrom]) {
        if (id === undefined || versions.byId(id) !== undefined) continue;
        throw new AwsError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret version: ${id}`,
        );
      }
      const holder = versions.at(stage)?.id;
      if (holder !== undefined && holder !== moveTo && removeFrom === undefined) {
        throw new AwsError(
          'InvalidParameterException',
          `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
        );
      }
      if (removeFrom !== undefined && removeFrom !== holder) {
        throw new AwsError(
          'InvalidParameterException',
          `The staging label ${stage} isn't currently attached to version ${removeFrom}.`,
        );
      }
      if (moveTo === undefined && stage === 'AWSCURRENT') {
        throw new AwsError(
          'InvalidParameterException',
          'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
        );
      }
      versions.move(stage, moveTo);
      secret.changedDate = now;
      return { ARN: secret.arn, Name: secret.name };
    },
  };
}
