import type { Statement } from '../aws/statement.ts';
import type { Config } from '../config/config.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../config/schema/refresh-functions.ts';
import { functionId, logGroupId, roleId, roleNameOf } from './names.ts';
import { permissionsOf, rememberIn } from './permissions.ts';

interface Deployment {
  stage: string;
  region: string;
}

/** A statement about the resources of the stack. */
interface OwnStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: unknown;
  Condition?: Statement['Condition'];
}

/** The roles of all functions and of the schedules, by logical id. Each role has only the rights that it needs. */
export function roles(config: Config, deployment: Deployment): Record<string, unknown> {
  return {
    ...Object.fromEntries(
      REFRESH_FUNCTION_NAMES.map((name) => [roleId(name), refreshRole(name, config, deployment)]),
    ),
    [roleId('validate')]: roleOf('Writes logs only', { report: [writeLog('validate')] }),
    [roleId('status')]: roleOf('Reads the ledger only', {
      recall: [allow(['dynamodb:Scan'], arnOf('LedgerTable'))],
      report: [writeLog('status')],
    }),
    SchedulerRole: schedulerRole(),
  };
}

const DOES: Record<RefreshFunction, string> = {
  refreshEcr: 'Mints, assumes and writes only what registries.yml names for ECR',
  refreshArtifactRegistry:
    'Reads and writes only the secrets that registries.yml names for Artifact Registry',
  refreshStored: 'Reads and writes only the stored credentials and secrets that registries.yml names',
  refreshTokens: 'Reads and writes only the secrets that registries.yml names for its sources',
};

function refreshRole(name: RefreshFunction, config: Config, deployment: Deployment) {
  const role = roleOf(DOES[name], {
    refresh: permissionsOf(config, name),
    remember: [rememberIn(arnOf('LedgerTable'), name)],
    report: [writeLog(name), allow(['sqs:SendMessage'], arnOf('FailureQueue'))],
  });
  // The role's name is fixed, because Google identifies the function by it.
  return { ...role, Properties: { RoleName: roleNameOf(name, deployment), ...role.Properties } };
}

function schedulerRole() {
  return roleOf(
    'Lets the schedules of pullkeeper invoke its functions',
    {
      invoke: [
        allow(
          ['lambda:InvokeFunction'],
          REFRESH_FUNCTION_NAMES.map((name) => arnOf(functionId(name))),
        ),
        allow(['sqs:SendMessage'], arnOf('FailureQueue')), // an event that reached no function
      ],
    },
    {
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    },
  );
}

function roleOf(
  Description: string,
  policies: Record<string, (Statement | OwnStatement)[]>,
  trusted: object = { Principal: { Service: 'lambda.amazonaws.com' } },
) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description,
      AssumeRolePolicyDocument: document([{ Effect: 'Allow', ...trusted, Action: 'sts:AssumeRole' }]),
      Policies: Object.entries(policies).map(([PolicyName, statements]) => ({
        PolicyName,
        PolicyDocument: document(statements),
      })),
    },
  };
}

function document(Statement: readonly object[]) {
  return { Version: '2012-10-17', Statement };
}

function writeLog(name: string): OwnStatement {
  return allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(logGroupId(name)));
}

function allow(Action: string[], Resource: unknown): OwnStatement {
  return { Effect: 'Allow', Action, Resource };
}

function arnOf(id: string) {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}
