import type { Config } from '../../lib/config/config.ts';
import { placesOf, referencesOf } from '../../lib/config/reads.ts';
import { awsDomainOf } from '../../lib/hosts/aws-regions.ts';
import { awsSecretId } from '../../lib/references/reference.ts';
import { shellCommand } from '../../lib/text/shell-command.ts';
import { shellWord } from '../../lib/text/shell-word.ts';
import type { AwsNames } from '../aws-names.ts';
import { accountOf, type ForeignAccess, functionRolesOf, granting, THE_RESOURCE } from './aws-grants.ts';
import { foreignRepositories } from './aws-repositories.ts';

/** The secrets and keys of registries.yml that belong to other accounts. */
export function foreignAccess(config: Config, names: AwsNames): ForeignAccess[] {
  return [...foreignRepositories(config, names), ...secrets(config, names), ...keys(config, names)];
}

function secrets(config: Config, names: AwsNames): ForeignAccess[] {
  const ids = config.registries
    .flatMap(referencesOf)
    .flatMap((reference) => awsSecretId(reference) ?? [])
    .filter((id) => isForeign(id, names));
  return [...new Set(ids)].map((arn) => {
    const roles = functionRolesOf(config, names, (registry) =>
      referencesOf(registry).some((reference) => awsSecretId(reference) === arn),
    );
    const file = `${nameIn(arn)}-${accountOf(arn)}-policy.json`;
    return {
      title: `The secret ${nameIn(arn)}, signed in to account ${accountOf(arn)}. Its KMS key must let the same roles use kms:Decrypt: aws/secretsmanager cannot`,
      file,
      policy: granting(roles, ['secretsmanager:GetSecretValue'], THE_RESOURCE),
      commands: [
        shellCommand(['aws', 'secretsmanager', 'put-resource-policy'], {
          region: regionOf(arn),
          'secret-id': arn,
          'resource-policy': `file://${file}`,
        }),
      ],
    };
  });
}

function keys(config: Config, names: AwsNames): ForeignAccess[] {
  const places = placesOf(config.registries.flatMap(({ publish }) => publish));
  return places.flatMap(({ backend, traits: { kmsKey } }) => {
    if (kmsKey === undefined || !isForeign(kmsKey.id, names)) return [];
    const { id: arn, region } = kmsKey;
    const roles = functionRolesOf(config, names, ({ publish }) =>
      publish.some((publication) => publication.backend === backend),
    );
    const account = accountOf(arn);
    const key = { region: regionOf(arn), 'key-id': arn };
    const keyPolicy = `${backend}-${account}-key-policy.json`;
    return {
      title: `The key of "${backend}", signed in to account ${account}: add the statement to its policy, then put that`,
      file: `${backend}-${account}-key-statement.json`,
      policy: {
        ...granting(roles, ['kms:GenerateDataKey', 'kms:Decrypt'], THE_RESOURCE).Statement[0],
        Condition: { StringEquals: { 'kms:ViaService': secretsManagerIn(region) } },
      },
      commands: [
        `${shellCommand(['aws', 'kms', 'get-key-policy'], { ...key, query: 'Policy', output: 'text' })} > ${shellWord(keyPolicy)}`,
        shellCommand(['aws', 'kms', 'put-key-policy'], {
          ...key,
          'policy-name': 'default',
          policy: `file://${keyPolicy}`,
        }),
      ],
    };
  });
}

function isForeign(id: string, { account }: AwsNames): boolean {
  return id.startsWith('arn:') && accountOf(id) !== account;
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service */
function secretsManagerIn(region: string): string {
  return `secretsmanager.${region}.${awsDomainOf(region)}`;
}

function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** The ARN without the hyphen and the six characters at its end. */
function nameIn(arn: string): string {
  return arn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-\w{6}$/, '')
    .replaceAll('/', '-');
}
