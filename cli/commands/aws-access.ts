import type { Config } from '../../lib/config/config.ts';
import { referencesOf } from '../../lib/config/references.ts';
import type { AwsNames } from '../aws-names.ts';
import { accountOf, type ForeignAccess, functionRolesOf, granting, ITSELF } from './aws-grants.ts';
import { foreignRepositories } from './aws-repositories.ts';

/** What registries.yml names that belongs to other accounts. */
export function foreignAccess(config: Config, names: AwsNames): ForeignAccess[] {
  return [...foreignRepositories(config, names), ...secrets(config, names), ...keys(config, names)];
}

function secrets(config: Config, names: AwsNames): ForeignAccess[] {
  const references = config.registries.flatMap((registry) => referencesOf(registry, config));
  const ids = references.flatMap((reference) =>
    reference.from === 'aws-secrets-manager' && isForeign(reference.id, names) ? reference.id : [],
  );
  return [...new Set(ids)].map((arn) => {
    const roles = functionRolesOf(config, names, (registry) =>
      referencesOf(registry, config).some(({ id }) => id === arn),
    );
    const file = `${nameIn(arn)}-policy.json`;
    return {
      title: `The secret ${nameIn(arn)}, signed in to account ${accountOf(arn)}. Its KMS key must let the same roles use kms:Decrypt: aws/secretsmanager cannot`,
      file,
      policy: granting(roles, ['secretsmanager:GetSecretValue'], ITSELF),
      commands: [
        `aws secretsmanager put-resource-policy --region ${regionOf(arn)} --secret-id ${arn} --resource-policy file://${file}`,
      ],
    };
  });
}

function keys(config: Config, names: AwsNames): ForeignAccess[] {
  return Object.entries(config.backends).flatMap(([backend, options]) => {
    if (options.type !== 'aws-secrets-manager' || options.kmsKeyId === undefined) return [];
    const { kmsKeyId: arn, region } = options;
    if (!isForeign(arn, names)) return [];
    const roles = functionRolesOf(config, names, ({ publish }) =>
      publish.some((publication) => publication.backend === backend),
    );
    if (roles.length === 0) return [];
    const file = `${backend}-key-statement.json`;
    return {
      title: `The key of "${backend}", signed in to account ${accountOf(arn)}: add the statement to its policy, then put that`,
      file,
      policy: {
        ...granting(roles, ['kms:GenerateDataKey', 'kms:Decrypt'], ITSELF).Statement[0],
        Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${domainOf(arn)}` } },
      },
      commands: [
        `aws kms get-key-policy --region ${regionOf(arn)} --key-id ${arn} --query Policy --output text > key-policy.json`,
        `aws kms put-key-policy --region ${regionOf(arn)} --key-id ${arn} --policy-name default --policy file://key-policy.json`,
      ],
    };
  });
}

function isForeign(id: string, { account }: AwsNames): boolean {
  return id.startsWith('arn:') && accountOf(id) !== account;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function domainOf(arn: string): string {
  return arn.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** Without the hyphen and the six characters that AWS puts at its end. */
function nameIn(arn: string): string {
  return arn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-\w{6}$/, '')
    .replaceAll('/', '-');
}
