import { secretArnOf, secretArnsOf, secretsManagerActions, viaSecretsManager } from '../aws/secret-arn.ts';
import { allow, type PolicyPart, type Statement, substituted } from '../aws/statement.ts';
import { awsSecretId, type Reference } from './reference.ts';

/** Lets a function read the secrets of registries.yml, and decrypt those with their own KMS key. */
export function readReferences(references: readonly Reference[]): PolicyPart[] {
  const ids = [...new Set(references.flatMap((reference) => awsSecretId(reference) ?? []))];
  if (ids.length === 0) return [];
  const foldersOf = ids.map((id) => (id.startsWith('arn:') ? undefined : /^.*\//.exec(id)?.[0]));
  const folded = ids.flatMap((id, index) => {
    const folder = foldersOf[index];
    const isShared = folder !== undefined && foldersOf.indexOf(folder) !== foldersOf.lastIndexOf(folder);
    return isShared ? [secretArnOf(`${folder}*`)] : secretArnsOf([id]);
  });
  return [
    { exact: [allow(READING, secretArnsOf(ids))], folded: [allow(READING, folded)] },
    { exact: [decryptReferences(ids)] },
  ];
}

const READING = secretsManagerActions('GetSecretValue');

/**
 * The key of a secret is not known here. Through Secrets Manager it decrypts only secrets that this role may read. A
 * secret of another account always has a key of that account.
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
