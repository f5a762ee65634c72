import { substituted, type Text } from './statement.ts';

/**
 * AWS ends the ARN of a secret with a hyphen and six characters of its own choice. Of a secret that does not exist it has
 * only the name: so a role needs both, or it is denied to learn that there is no such secret, and to make it.
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
