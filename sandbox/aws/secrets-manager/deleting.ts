import { AwsError } from '../error.ts';
import type { Operation } from '../service.ts';
import { recoveryDaysFrom } from './checks.ts';
import { existing, placeOf, type Store, seek } from './store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Deletion, which waits for a recovery window, and the way back from it. */
export function deleting(store: Store): Record<string, Operation> {
  return {
    DeleteSecret(call) {
      const { input, now } = call;
      const atOnce = input.flag('ForceDeleteWithoutRecovery');
      if (atOnce && input.count('RecoveryWindowInDays') !== undefined) {
        throw new AwsError(
          'InvalidParameterException',
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        );
      }
      const days = recoveryDaysFrom(input);
      // By force it is no error that the secret is gone already.
      const found = seek(call, store, 'secretsmanager:DeleteSecret');
      if (atOnce) {
        if (found !== undefined) store.vault.remove(placeOf(call), found);
        return { ARN: found?.arn, Name: found?.name, DeletionDate: now.getTime() / 1000 };
      }
      const secret = existing(found);
      if (secret.deletion !== undefined) {
        throw new AwsError(
          'InvalidRequestException',
          "You tried to perform the operation on a secret that's currently marked deleted.",
        );
      }
      const finalAt = new Date(now.getTime() + days * DAY_MS);
      secret.deletion = { askedAt: now, finalAt };
      return { ARN: secret.arn, Name: secret.name, DeletionDate: finalAt.getTime() / 1000 };
    },

    RestoreSecret(call) {
      const secret = existing(seek(call, store, 'secretsmanager:RestoreSecret'));
      secret.deletion = undefined;
      return { ARN: secret.arn, Name: secret.name };
    },
  };
}
