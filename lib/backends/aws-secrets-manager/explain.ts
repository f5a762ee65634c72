import { awsFailure, NOT_FROM_AWS } from '../../aws/failure.ts';
import { Failure } from '../../failure.ts';
import type { Secret } from '../../secrecy/secret.ts';
import type { AwsSecretsManagerTarget } from './traits.ts';

export { notOurs, tooLarge } from '../refusals.ts';

export function vanished(name: string, region: string): Failure {
  return new Failure(
    'unavailable',
    `AWS gave contradictory answers: the secret "${name}" in ${region} exists in one and not in the other`,
    { hint: 'it was created or deleted a moment ago: the next run retries' },
  );
}

/** A version is named by the token of the request. An answer without that name confirms nothing. */
export function noUsableAnswer(name: string, region: string): Failure {
  return new Failure(
    'unavailable',
    `AWS answered HTTP 200 for the secret "${name}" in ${region}, but the answer is not the expected one`,
    { hint: NOT_FROM_AWS },
  );
}

export function scheduledForDeletion(name: string, region: string): Failure {
  return new Failure('invalid', `the secret "${name}" in ${region} is scheduled for deletion`, {
    hint: `bring it back: aws secretsmanager restore-secret --region ${region} --secret-id '${name}'`,
  });
}

/** Explains why a write failed. */
export function writeFailure(
  error: unknown,
  name: string,
  options: AwsSecretsManagerTarget,
  value: Secret,
): Failure {
  return awsFailure(error, `write the secret "${name}" in ${options.region}`, {
    hints: { denied: deniedHint(name, options), quota: QUOTA_HINT },
    secrets: [value],
  });
}

export function readFailure(error: unknown, name: string, options: AwsSecretsManagerTarget): Failure {
  return awsFailure(error, `read back the secret "${name}" in ${options.region}`, {
    hints: { denied: readHint(name, options) },
  });
}

export function checkFailure(error: unknown, name: string, options: AwsSecretsManagerTarget): Failure {
  return awsFailure(error, `describe the secret "${name}" in ${options.region}`, {
    hints: { denied: deniedHint(name, options) },
  });
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html (secret versions) */
const QUOTA_HINT =
  'AWS allows 100 versions of a secret a day: run less often (schedule in registries.yml); the stored value was not changed';

function readHint(name: string, { kmsKeyId }: AwsSecretsManagerTarget): string {
  const key = kmsKeyId === undefined ? '' : ` and kms:Decrypt on ${kmsKeyId}`;
  return `allow secretsmanager:GetSecretValue on "${name}"${key} to the role of this function`;
}

function deniedHint(name: string, { kmsKeyId }: AwsSecretsManagerTarget): string {
  const actions = 'secretsmanager:DescribeSecret, CreateSecret, PutSecretValue and TagResource';
  const key = kmsKeyId === undefined ? '' : `, and kms:GenerateDataKey and kms:Decrypt on ${kmsKeyId}`;
  return `allow ${actions} on "${name}" to the role of this function${key}`;
}
