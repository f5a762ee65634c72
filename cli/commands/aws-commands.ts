import { deployed } from '../../lib/aws/statement.ts';
import type { Config } from '../../lib/config/config.ts';
import { awsAudiencesOf, awsRolesOf } from '../../lib/config/reads.ts';
import { pullPermissionsOf } from '../../lib/deployment/permissions.ts';
import type { AwsRole } from '../../lib/references/reference.ts';
import { shellCommand } from '../../lib/text/shell-command.ts';
import type { AwsNames } from '../aws-names.ts';
import { shellComment, shellDocument } from '../shell-text.ts';
import { foreignAccess } from './aws-access.ts';
import { externalIds } from './aws-external-ids.ts';
import { type ForeignAccess, functionRolesOf } from './aws-grants.ts';

const VERSION = '2012-10-17';

/** The aws commands for what registries.yml names and a deployment does not create, in order. */
export function awsCommandsFor(config: Config, names: AwsNames): string {
  const ids = externalIds(config, names);
  const blocks = [
    ...enableWebIdentity(config, names),
    ...ids.blocks,
    ...[...awsRolesOf(config)].flatMap(([name, role]) =>
      roleBlock(name, role, config, names, ids.documentOf),
    ),
    ...foreignAccess(config, names).map(accessBlock),
  ];
  return blocks.length === 0 ? NOTHING : `${[FIRST, ...blocks].join('\n\n')}\n`;
}

/** Needed once for an account. Does nothing if it is already done. */
function enableWebIdentity({ registries }: Config, { account }: AwsNames): string[] {
  if (registries.flatMap(awsAudiencesOf).length === 0) return [];
  return [
    [
      shellComment(`Lets AWS sign web identity tokens for the roles of account ${account}, signed in to it`),
      'aws iam get-outbound-web-identity-federation-info > /dev/null 2>&1 ||',
      '  aws iam enable-outbound-web-identity-federation',
    ].join('\n'),
  ];
}

const NOTHING = `# registries.yml names no role to assume and nothing in another account: deploying creates everything.
`;

const FIRST = `# Deploy first, with npx serverless deploy: IAM rejects a policy that names a missing role.
set -eu`;

function roleBlock(
  name: string,
  { roleArn, externalId }: AwsRole,
  config: Config,
  names: AwsNames,
  trustDocument: ReturnType<typeof externalIds>['documentOf'],
): string[] {
  const roles = functionRolesOf(config, names, (registry) => registry.identity === name);
  if (roles.length === 0) return [];
  const { partition, account, path, roleName } = partsOf(roleArn);
  const trust = (id: string | undefined) => ({
    Version: VERSION,
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: roles },
        Action: 'sts:AssumeRole',
        ...(id !== undefined && { Condition: { StringEquals: { 'sts:ExternalId': id } } }),
      },
    ],
  });
  const statements = deployed(pullPermissionsOf(name, config), { ...names, partition, account });
  const trustFile = `${roleName}-${account}-trust.json`;
  const pullFile = `${roleName}-${account}-pull.json`;
  const update = { 'role-name': roleName, 'policy-document': `file://${trustFile}` };
  return [
    [
      shellComment(`The role of "${name}", signed in to account ${account}. It may only pull. To limit it`),
      '# to some repositories, name them instead of the last *',
      typeof externalId === 'object'
        ? trustDocument(name, trustFile, trust)
        : shellDocument(trustFile, trust(externalId)),
      shellDocument(pullFile, { Version: VERSION, Statement: statements }),
      shellCommand(['aws', 'iam', 'create-role'], {
        'role-name': roleName,
        path: path === '/' ? undefined : path,
        'assume-role-policy-document': `file://${trustFile}`,
      }),
      shellComment(
        `if it exists already: ${shellCommand(['aws', 'iam', 'update-assume-role-policy'], update).replaceAll(' \\\n ', '')}`,
      ),
      shellCommand(['aws', 'iam', 'put-role-policy'], {
        'role-name': roleName,
        'policy-name': 'pull',
        'policy-document': `file://${pullFile}`,
      }),
    ].join('\n'),
  ];
}

/** arn:aws:iam::<account>:role/<path>/<name> */
function partsOf(arn: string) {
  const [, partition = '', , , account = '', resource = ''] = arn.split(':');
  const [, path = '/', roleName = ''] = /^role(\/|\/.+\/)([^/]+)$/.exec(resource) ?? [];
  return { partition, account, path, roleName };
}

function accessBlock({ title, file, policy, commands }: ForeignAccess): string {
  return [shellComment(title), shellDocument(file, policy), ...commands].join('\n');
}
