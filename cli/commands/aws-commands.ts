import type { AwsRoleOptions, Config, SecretReference } from '../../lib/config/config.ts';
import { secretVersionNamed } from '../../lib/config/schema/google-secret-name.ts';
import { pullPermissionsOf } from '../../lib/deployment/permissions.ts';
import { deployed } from '../../lib/deployment/statement.ts';
import type { AwsNames } from '../aws-names.ts';
import { foreignAccess } from './aws-access.ts';
import { type ForeignAccess, functionRolesOf } from './aws-grants.ts';

const VERSION = '2012-10-17';

/** The aws commands that make what registries.yml names and what deploying does not make, in their order. */
export function commandsFor(config: Config, names: AwsNames): string {
  const blocks = [
    ...Object.entries(config.identities).flatMap(([name, options]) =>
      options.type === 'aws-role' ? roleBlock(name, options, config, names) : [],
    ),
    ...foreignAccess(config, names).map(accessBlock),
  ];
  return blocks.length === 0 ? NOTHING : `${[FIRST, ...blocks].join('\n\n')}\n`;
}

const NOTHING = `# registries.yml names no role to assume and nothing in another account: deploying makes all there is to make.
`;

const FIRST = `# Deploy first, with npx serverless deploy: IAM takes no policy that names a role which is not there yet.`;

function roleBlock(name: string, options: AwsRoleOptions, config: Config, names: AwsNames): string[] {
  const roles = functionRolesOf(config, names, (registry) => registry.identity === name);
  if (roles.length === 0) return [];
  const [partition = '', account = '', path = '/', roleName = ''] = partsOf(options.roleArn);
  const { externalId } = options;
  const trust = {
    Version: VERSION,
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: roles },
        Action: 'sts:AssumeRole',
        ...(externalId !== undefined && {
          Condition: {
            StringEquals: { 'sts:ExternalId': typeof externalId === 'string' ? externalId : EXTERNAL_ID },
          },
        }),
      },
    ],
  };
  const statements = deployed(pullPermissionsOf(name, config), { ...names, partition, account });
  return [
    [
      `# The role of "${name}", signed in to account ${account}. It pulls and does nothing else; where it need not pull`,
      '# everything, name its repositories in place of the last *',
      ...(typeof externalId === 'object' ? [externalIdFrom(externalId, names)] : []),
      document(`${roleName}-trust.json`, trust, typeof externalId === 'object'),
      document(`${roleName}-pull.json`, { Version: VERSION, Statement: statements }),
      command(
        `aws iam create-role --role-name ${roleName}${path === '/' ? '' : ` --path ${path}`} --assume-role-policy-document file://${roleName}-trust.json`,
      ),
      `# where it is there already: aws iam update-assume-role-policy --role-name ${roleName} --policy-document file://${roleName}-trust.json`,
      command(
        `aws iam put-role-policy --role-name ${roleName} --policy-name pull --policy-document file://${roleName}-pull.json`,
      ),
    ].join('\n'),
  ];
}

/** arn:aws:iam::<account>:role/<path>/<name> */
function partsOf(arn: string): string[] {
  const [, partition = '', , , account = '', resource = ''] = arn.split(':');
  const [, path = '/', name = ''] = /^role(\/|\/.+\/)([^/]+)$/.exec(resource) ?? [];
  return [partition, account, path, name];
}

/** The shell puts it in: what is secret is neither read nor printed here. */
const EXTERNAL_ID = '$EXTERNAL_ID';

function externalIdFrom({ from, id }: SecretReference, { region }: AwsNames): string {
  switch (from) {
    case 'aws-secrets-manager':
      return `EXTERNAL_ID="$(${command(`aws secretsmanager get-secret-value --secret-id '${id}' --region ${regionIn(id) ?? region} --query SecretString --output text`)})"`;
    case 'file':
      return `EXTERNAL_ID="$(cat '${id}')"`;
    case 'env':
      return `EXTERNAL_ID="$${id}"`;
    case 'google-secret-manager':
      return `EXTERNAL_ID="$(${command(`gcloud secrets versions access ${versionIn(id)}`)})"`;
  }
}

/** As gcloud names it. */
function versionIn(id: string): string {
  const { name = id, project, location, version = 'latest' } = secretVersionNamed(id) ?? {};
  return `${version} --secret='${name}' --project=${project}${location === undefined ? '' : ` --location=${location}`}`;
}

function regionIn(id: string): string | undefined {
  return id.startsWith('arn:') ? id.split(':')[3] : undefined;
}

function accessBlock({ title, file, policy, commands }: ForeignAccess): string {
  return [`# ${title}`, document(file, policy), ...commands.map(command)].join('\n');
}

function document(file: string, content: object, substituted = false): string {
  return `cat > ${file} <<${substituted ? 'JSON' : "'JSON'"}\n${JSON.stringify(content, null, 2)}\nJSON`;
}

function command(line: string): string {
  return line.replaceAll(' --', ' \\\n  --');
}
