import type { AwsSecretsManagerOptions, SecretReference } from '../config/config.ts';
import { secretName } from '../hosts/key.ts';
import type { Part } from './policy-size.ts';
import { allow, type Statement, substituted, type Text } from './statement.ts';

const OWNER = 'managed-by';
const OURS = { StringEquals: { [`aws:ResourceTag/${OWNER}`]: 'pullkeeper' } };
const MADE_OURS = { StringEquals: { [`aws:RequestTag/${OWNER}`]: 'pullkeeper' } };

/** Lets a function write the secrets with these names. */
export function writeSecrets(names: readonly string[], options: AwsSecretsManagerOptions): Part[] {
  if (names.length === 0) return [];
  const { region, kmsKeyId, adopt = [] } = options;
  const { shared, pattern, others } = split(names, options);
  const plain = [...others, ...shared.filter((name) => adopt.includes(name))];
  const folded = [
    ...(plain.length > 0 ? [allow(WRITING, arnsOf(plain, region))] : []),
    allow(actions('DescribeSecret'), [pattern]),
    allow(actions('CreateSecret', 'TagResource'), [pattern], MADE_OURS),
    allow(actions('PutSecretValue'), [pattern], OURS),
  ];
  return [
    { exact: [allow(WRITING, arnsOf(names, region))], ...(shared.length > 1 && { folded }) },
    ...(kmsKeyId === undefined ? [] : [{ exact: [useKey(kmsKeyId, region)] }]),
  ];
}

/** Lets the canary read what is published. To decrypt it is a right that writing needs as well. */
export function readBack(names: readonly string[], options: AwsSecretsManagerOptions): Part[] {
  if (names.length === 0) return [];
  const { shared, pattern, others } = split(names, options);
  const folded = [
    ...(others.length > 0 ? [allow(READING, arnsOf(others, options.region))] : []),
    allow(READING, [pattern], OURS),
  ];
  return [{ exact: [allow(READING, arnsOf(names, options.region))], ...(shared.length > 1 && { folded }) }];
}

/** Lets a function read what registries.yml refers to, and decrypt it where it has a key of its own. */
export function readReferences(references: readonly SecretReference[]): Part[] {
  const ids = [...new Set(references.flatMap(({ from, id }) => (from === 'aws-secrets-manager' ? id : [])))];
  if (ids.length === 0) return [];
  const foldersOf = ids.map((id) => (id.startsWith('arn:') ? undefined : /^.*\//.exec(id)?.[0]));
  const folded = ids.flatMap((id, index) => {
    const folder = foldersOf[index];
    const isShared = folder !== undefined && foldersOf.indexOf(folder) !== foldersOf.lastIndexOf(folder);
    return isShared ? [arnOf(`${folder}*`)] : arnsOf([id]);
  });
  return [
    { exact: [allow(READING, arnsOf(ids))], folded: [allow(READING, folded)] },
    { exact: [decryptReferences(ids)] },
  ];
}

const READING = actions('GetSecretValue');
const WRITING = actions('DescribeSecret', 'CreateSecret', 'PutSecretValue', 'TagResource');

function actions(...names: string[]): string[] {
  return names.map((name) => `secretsmanager:${name}`);
}

/** Names that begin as those of hosts do can be allowed by one pattern. */
function split(names: readonly string[], { region, prefix = '' }: AwsSecretsManagerOptions) {
  const beginning = prefix + secretName('');
  return {
    shared: names.filter((name) => name.startsWith(beginning)),
    others: names.filter((name) => !name.startsWith(beginning)),
    pattern: arnOf(`${beginning}*`, region),
  };
}

/**
 * AWS ends the ARN of a secret with a hyphen and six characters of its own choice. Of a secret that does not exist it has
 * only the name: so a role needs both, or it is denied to learn that there is no such secret, and to make it.
 */
function arnsOf(ids: readonly string[], region?: string): Text[] {
  return ids.flatMap((id) =>
    id.startsWith('arn:') ? [id] : [arnOf(`${id}-??????`, region), arnOf(id, region)],
  );
}

function arnOf(name: string, region = `\${AWS::Region}`): Text {
  return substituted(`arn:\${AWS::Partition}:secretsmanager:${region}:\${AWS::AccountId}:secret:${name}`);
}

/**
 * Which key a secret has is not known here. Through Secrets Manager it decrypts what this role may read, and nothing
 * else; a secret of another account always has a key of that account.
 */
function decryptReferences(ids: readonly string[]): Statement {
  const places = ids.map((id) => {
    const [, , , region = `\${AWS::Region}`, account = `\${AWS::AccountId}`] = id.startsWith('arn:')
      ? id.split(':')
      : [];
    return { region, account };
  });
  const keys = places.map(({ region, account }) =>
    substituted(`arn:\${AWS::Partition}:kms:${region}:${account}:key/*`),
  );
  return allow(['kms:Decrypt'], keys, { StringLike: { 'kms:ViaService': viaSecretsManager('*') } });
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function viaSecretsManager(region: string): Text {
  return substituted(`secretsmanager.${region}.\${AWS::URLSuffix}`);
}

/**
 * A policy cannot name an alias as its resource; it can ask which aliases the key has. An ARN says whose key it is: it
 * may be that of another account.
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
