import { substituted, type Text } from './statement.ts';

/**
 * Returns the ARNs of a secret for a policy. AWS ends the ARN of a secret with a hyphen and six random characters. For
 * a secret that does not exist yet, AWS checks the ARN without them. A role needs both: otherwise AWS denies the call
 * that finds out whether the secret exists, and the call that creates it.
 */
export function secretArnsOf(ids: readonly string[], region?: string): Text[] {
  return ids.flatMap((id) =>
    id.startsWith('arn:') ? [id] : [secretArnOf(`${id}-??????`, region), secretArnOf(id, region)],
  );
}

export function secretArnOf(name: string, region = `\${AWS::Region}`): Text {
  return substituted(`arn:\${AWS::Partition}:secretsmanager:${region}:\${AWS::AccountId}:secret:${name}`);
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
export function viaSecretsManager(region: string): Text {
  return substituted(`secretsmanager.${region}.\${AWS::URLSuffix}`);
}

export function secretsManagerActions(...names: string[]): string[] {
  return names.map((name) => `secretsmanager:${name}`);
}
