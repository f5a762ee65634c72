import { secretArnOf, secretArnsOf, secretsManagerActions, viaSecretsManager } from '../../aws/secret-arn.ts';
import { allow, type PolicyPart, type Statement, substituted } from '../../aws/statement.ts';
import { secretName } from '../../hosts/key.ts';
import type { AwsSecretsManagerOptions } from './options.ts';

const OWNER = 'managed-by';
const OURS = { StringEquals: { [`aws:ResourceTag/${OWNER}`]: 'pullkeeper' } };
const MADE_OURS = { StringEquals: { [`aws:RequestTag/${OWNER}`]: 'pullkeeper' } };

/** Lets a function write the secrets with these names. */
export function writeSecrets(names: readonly string[], options: AwsSecretsManagerOptions): PolicyPart[] {
  if (names.length === 0) return [];
  const { region, kmsKeyId, adopt = [] } = options;
  const { shared, pattern, others } = split(names, options);
  const plain = [...others, ...shared.filter((name) => adopt.includes(name))];
  const folded = [
    ...(plain.length > 0 ? [allow(WRITING, secretArnsOf(plain, region))] : []),
    allow(secretsManagerActions('DescribeSecret'), [pattern]),
    allow(secretsManagerActions('CreateSecret', 'TagResource'), [pattern], MADE_OURS),
    allow(secretsManagerActions('PutSecretValue'), [pattern], OURS),
  ];
  return [
    { exact: [allow(WRITING, secretArnsOf(names, region))], ...(shared.length > 1 && { folded }) },
    ...(kmsKeyId === undefined ? [] : [{ exact: [useKey(kmsKeyId, region)] }]),
  ];
}

/** Lets the canary read the published secrets. Writing already needs the right to decrypt. */
export function readSecretsBack(names: readonly string[], options: AwsSecretsManagerOptions): PolicyPart[] {
  if (names.length === 0) return [];
  const { shared, pattern, others } = split(names, options);
  const folded = [
    ...(others.length > 0 ? [allow(READING, secretArnsOf(others, options.region))] : []),
    allow(READING, [pattern], OURS),
  ];
  return [
    { exact: [allow(READING, secretArnsOf(names, options.region))], ...(shared.length > 1 && { folded }) },
  ];
}

const READING = secretsManagerActions('GetSecretValue');
const WRITING = secretsManagerActions('DescribeSecret', 'CreateSecret', 'PutSecretValue', 'TagResource');

/** One pattern can allow all names that begin with a host. */
function split(names: readonly string[], { region, prefix = '' }: AwsSecretsManagerOptions) {
  const beginning = prefix + secretName('');
  return {
    shared: names.filter((name) => name.startsWith(beginning)),
    others: names.filter((name) => !name.startsWith(beginning)),
    pattern: secretArnOf(`${beginning}*`, region),
  };
}

/**
 * The statement about a KMS key. A policy cannot name an alias as its resource, but a condition can require the
 * alias. A key ARN may belong to another account.
 */
function useKey(kmsKeyId: string, region: string): Statement {
  const arn = kmsKeyId.startsWith('arn:')
    ? kmsKeyId
    : `arn:\${AWS::Partition}:kms:${region}:\${AWS::AccountId}:${kmsKeyId.startsWith('alias/') ? '' : 'key/'}${kmsKeyId}`;
  const [owner = '', alias] = arn.split(/:(?=alias\/)/);
  return allow(
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    [substituted(alias === undefined ? arn : `${owner}:key/*`)],
    {
      StringEquals: { 'kms:ViaService': viaSecretsManager(region) },
      ...(alias !== undefined && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } }),
    },
  );
}
