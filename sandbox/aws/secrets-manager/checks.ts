import { randomUUID } from 'node:crypto';
import { AwsError, validationError } from '../error.ts';
import type { Input } from '../input.ts';
import type { AwsCall } from '../service.ts';
import type { SecretValue } from './versions.ts';

/** Limits as in the service model (`NameType`, `ClientRequestTokenType`, `SecretStringType`, …). */
const LONGEST_NAME = 512;
const LARGEST_VALUE = 65_536;
const MOST_TAGS = 50;
const DEFAULT_KMS_KEY = 'alias/aws/secretsmanager';

export function nameFrom(input: Input): string {
  const name = input.requiredText('Name');
  checkLength('name', name.length, 1, LONGEST_NAME);
  if (!/^[A-Za-z0-9/_+=.@-]+$/.test(name)) {
    throw new AwsError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
  return name;
}

/** The id of the version. If the caller sends none, clients generate one, and so does the sandbox. */
export function requestTokenFrom(input: Input): string {
  const token = input.text('ClientRequestToken') ?? randomUUID();
  checkLength('clientRequestToken', token.length, 32, 64);
  return token;
}

export function valueFrom(input: Input): SecretValue | undefined {
  const text = input.text('SecretString');
  const binary = input.text('SecretBinary');
  if (text !== undefined && binary !== undefined) {
    throw new AwsError('InvalidParameterException', "You can't specify both SecretString and SecretBinary.");
  }
  if (text !== undefined) {
    checkLength('secretString', Buffer.byteLength(text), 1, LARGEST_VALUE);
    return { kind: 'text', content: text };
  }
  if (binary !== undefined) {
    checkLength('secretBinary', Buffer.from(binary, 'base64').length, 1, LARGEST_VALUE);
    return { kind: 'binary', content: binary };
  }
  return undefined;
}

export function tagsFrom(input: Input): [key: string, value: string][] {
  const tags = input.structures('Tags') ?? [];
  if (tags.length > MOST_TAGS) {
    throw new AwsError('InvalidParameterException', `A secret can have at most ${MOST_TAGS} tags.`);
  }
  return tags.map((tag) => {
    const key = tag.requiredText('Key');
    const value = tag.text('Value') ?? '';
    checkLength('tags.member.key', key.length, 1, 128);
    checkLength('tags.member.value', value.length, 0, 256);
    if (/^aws:/i.test(key)) {
      throw new AwsError('InvalidParameterException', 'Tag keys that start with aws: are reserved.');
    }
    return [key, value];
  });
}

export function stagesFrom(input: Input): string[] {
  const stages = input.texts('VersionStages') ?? ['AWSCURRENT'];
  checkLength('versionStages', stages.length, 1, 20);
  return stages;
}

export function recoveryDaysFrom(input: Input): number {
  const days = input.count('RecoveryWindowInDays') ?? 30;
  if (days < 7 || days > 30) {
    throw new AwsError(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    );
  }
  return days;
}

/** Which KMS keys exist, and whether the caller may encrypt with them. */
export function checkKmsKey(call: AwsCall, keyId: string | undefined, known: ReadonlySet<string>): void {
  if (keyId === undefined || keyId === DEFAULT_KMS_KEY) return;
  if (!known.has(keyId)) {
    throw new AwsError(
      'InvalidParameterException',
      'The operation failed because of an invalid KMS key: Invalid keyId',
    );
  }
  checkKeyRights(call, keyId, ['kms:GenerateDataKey', 'kms:Decrypt']);
}

/** A caller that uses a secret with its own KMS key needs rights on the key too. */
export function checkKeyRights(call: AwsCall, keyId: string | undefined, rights: readonly string[]): void {
  if (keyId === undefined || keyId === DEFAULT_KMS_KEY) return;
  const { partition, region, caller } = call;
  const arn = keyId.startsWith('arn:')
    ? keyId
    : `arn:${partition}:kms:${region}:${caller.account}:${keyId.startsWith('alias/') ? '' : 'key/'}${keyId}`;
  const [owner = '', alias] = arn.split(/:(?=alias\/)/);
  const key = alias === undefined ? arn : `${owner}:key/the-key-of-${alias.replaceAll('/', '-')}`;
  const context = {
    'kms:ViaService': `secretsmanager.${region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
    ...(alias !== undefined && { 'kms:ResourceAliases': alias }),
  };
  if (!rights.every((action) => caller.may(action, key, context))) {
    throw new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
  }
}

/** The value itself stays out of the message: it may be the secret. */
function checkLength(member: string, length: number, least: number, most: number): void {
  if (length >= least && length <= most) return;
  const bound = length < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validationError(
    `Value at '${member}' failed to satisfy constraint: Member must have length ${bound}`,
  );
}
