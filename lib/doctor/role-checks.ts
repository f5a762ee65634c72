import type { SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam';
import { clientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure, awsReason } from '../aws/failure.ts';
import { type DeployedStatement, deployed, type Statement } from '../aws/statement.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { functionsInUse } from '../config/serving.ts';
import { permissionsOf, rememberIn } from '../deployment/permissions.ts';
import { Failure } from '../failure.ts';
import { partitionOfRegion } from '../hosts/aws-regions.ts';
import type { Caller } from './caller.ts';
import { type Answer, type Check, fine, notChecked } from './check.ts';
import type { DoctorTarget } from './target.ts';

/** Asks IAM whether the role of each function in use has all rights that it needs. */
export function roleChecks(target: DoctorTarget, caller: (signal: AbortSignal) => Promise<Caller>): Check[] {
  const { config, table } = target;
  if (table === undefined) return []; // there are no functions
  return functionsInUse(config).map((name) => ({
    group: 'aws',
    name: `role of ${name}`,
    async run(signal) {
      const who = await caller(signal).catch(() => undefined); // the check of the credentials reports why
      return who === undefined
        ? notChecked('your AWS identity is not known: see credentials')
        : askRights(name, { ...target, table }, who, signal);
    },
  }));
}

async function askRights(
  name: RefreshFunction,
  { config, env, roles, table }: DoctorTarget & { table: string },
  { account, arn }: Caller,
  signal: AbortSignal,
): Promise<Answer> {
  const region = env.AWS_REGION ?? 'us-east-1';
  const partition = partitionOfRegion(region) ?? 'aws';
  const role = `arn:${partition}:iam::${account}:role/${roles[name]}`;
  const where = { partition, account, region };
  const needed = deployed([...permissionsOf(config, name), remembering(name, table)], where);
  try {
    const denied = await simulate(role, needed, region, signal);
    if (denied.length === 0) return fine(`${role} has every right that registries.yml needs`);
    throw new Failure('denied', `${role} lacks rights that registries.yml needs: ${denied.join('; ')}`, {
      hint: 'deploy again: a deployment makes the role from registries.yml. If it still fails, look for a permission boundary or a policy of the organisation',
    });
  } catch (error) {
    if (awsErrorName(error).startsWith('NoSuchEntity')) {
      return notChecked(`there is no ${role}`, 'deploy, or name the deployment with --stage and --region');
    }
    if (!(error instanceof Failure) && awsReason(error) === 'denied') {
      return notChecked(
        `${arn} may not call iam:SimulatePrincipalPolicy`,
        `allow iam:SimulatePrincipalPolicy on ${role}`,
      );
    }
    throw awsFailure(error, `ask IAM what ${role} may do`);
  }
}

function remembering(name: RefreshFunction, table: string): Statement {
  const resource = `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${table}`;
  return rememberIn([{ 'Fn::Sub': resource }], name);
}

/** Returns the rights that the role needs and lacks. */
async function simulate(
  role: string,
  statements: readonly DeployedStatement[],
  region: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { IAMClient, SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const client = new IAMClient(clientOptions(region));
  const ask = async (input: SimulatePrincipalPolicyCommandInput): Promise<string[]> => {
    const { EvaluationResults: results = [], Marker } = await client.send(
      new SimulatePrincipalPolicyCommand(input),
      { abortSignal: signal },
    );
    const denied = results
      .filter(({ EvalDecision: decision }) => decision !== 'allowed')
      .map(({ EvalActionName: action, EvalResourceName: on = '*' }) => `${action} on ${on}`);
    return Marker === undefined ? denied : [...denied, ...(await ask({ ...input, Marker }))];
  };
  try {
    const denied = await Promise.all(statements.map((statement) => ask(questionOf(role, statement))));
    return denied.flat();
  } finally {
    client.destroy();
  }
}

/** Builds the simulation of one statement. Its conditions become context values: the simulation resolves no aliases. */
function questionOf(
  role: string,
  { Action, Resource, Condition = {} }: DeployedStatement,
): SimulatePrincipalPolicyCommandInput {
  const context = Object.values(Condition).flatMap((entries) =>
    Object.entries(entries).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyValues: [value],
      ContextKeyType: 'stringList' as const,
    })),
  );
  return {
    PolicySourceArn: role,
    ActionNames: Action,
    ...(!Resource.includes('*') && { ResourceArns: Resource }),
    ...(context.length > 0 && { ContextEntries: context }),
  };
}
