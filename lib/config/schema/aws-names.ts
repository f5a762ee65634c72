import { AWS_REGIONS, partitionOfRegion } from '../../hosts/aws-regions.ts';
import { quote } from '../../secrecy/quote.ts';
import { didYouMean } from '../../text/nearest.ts';

/**
 * Returns the problem with an AWS name, or undefined. The names end up in policies and shell commands, so only the
 * characters that AWS allows are valid: above all no `*`.
 */

const ARN = /^arn:([a-z-]+):([a-z]+):([a-z0-9-]*):(\d{12}):(.+)$/;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const SECRET_NAME = /^[\w/+=.@-]{1,512}$/;
const SECRET_RESOURCE = /^secret:[\w/+=.@-]{1,512}-[A-Za-z0-9]{6}$/;

/** The name or the ARN of a secret in Secrets Manager. */
export function problemWithAwsSecretId(text: string): string | undefined {
  if (!text.startsWith('arn:')) {
    return SECRET_NAME.test(text)
      ? undefined
      : `${quote(text)} is not the name of a secret in AWS: at most 512 letters, digits and / _ + = . @ -`;
  }
  const [, partition, service, region, , resource = ''] = ARN.exec(text) ?? [];
  const fits = service === 'secretsmanager' && SECRET_RESOURCE.test(resource) && isIn(region, partition);
  return fits
    ? undefined
    : `${quote(text)} is not the ARN of a secret; expected it as aws secretsmanager describe-secret prints it, such as arn:aws:secretsmanager:us-east-1:123456789012:secret:name-AbCdEf`;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id */
const KEY = /^[A-Za-z0-9-]{1,64}$/;
const KEY_RESOURCE = /^(?:key\/[A-Za-z0-9-]{1,64}|alias\/[\w/-]{1,250})$/;

/** A key in KMS: its id, its alias, or the ARN of either. */
export function problemWithKmsKey(text: string): string | undefined {
  if (text === '') return undefined; // the schema reports it
  if (!text.startsWith('arn:')) {
    return KEY.test(text) || (text.startsWith('alias/') && KEY_RESOURCE.test(text))
      ? undefined
      : `${quote(text)} is not a key of KMS: expected its id, alias/<name>, or an ARN`;
  }
  const [, partition, service, region, , resource = ''] = ARN.exec(text) ?? [];
  return service === 'kms' && KEY_RESOURCE.test(resource) && isIn(region, partition)
    ? undefined
    : `${quote(text)} is not the ARN of a key; expected it as aws kms describe-key prints it`;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

export function problemWithRegion(text: string): string | undefined {
  return AWS_REGIONS.includes(text)
    ? undefined
    : `${quote(text)} is not an AWS region${didYouMean(text, AWS_REGIONS)}`;
}

/** A stage is part of the names of functions, roles and tables: all of these allow letters, digits and hyphens. */
export function problemWithStage(text: string): string | undefined {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,27}[A-Za-z0-9])?$/.test(text)
    ? undefined
    : `${quote(text)} is not a stage: at most 29 letters, digits and -`;
}

function isIn(region = '', partition = ''): boolean {
  return partitionOfRegion(region) === partition;
}
