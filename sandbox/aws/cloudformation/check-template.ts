import { isRecord } from '../../json.ts';
import { validationError } from '../error.ts';
import { checkPattern } from '../events/event-pattern.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** Refuses what CloudFormation would accept, and what the service then refuses in the middle of a deployment. */
export function checkTemplate(resources: Readonly<Record<string, unknown>>): void {
  for (const resource of Object.values(resources)) if (isResource(resource)) checkResource(resource);
}

function checkResource({ Type, Properties }: Resource): void {
  switch (Type) {
    case 'AWS::IAM::Role':
      checkLength('roleName', Properties.RoleName, 64);
      checkRolePolicies(Properties.Policies);
      return;
    case 'AWS::Lambda::Function':
      checkLength('functionName', Properties.FunctionName, 64);
      return;
    case 'AWS::Events::Rule':
      checkLength('name', Properties.Name, 64);
      checkPattern(Properties.EventPattern);
      return;
    case 'AWS::Scheduler::Schedule':
      checkRetries(isRecord(Properties.Target) ? Properties.Target.RetryPolicy : undefined);
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
function checkRetries(policy: unknown): void {
  if (!isRecord(policy)) return;
  checkRange('retryPolicy.maximumEventAgeInSeconds', policy.MaximumEventAgeInSeconds, 60, 86_400);
  checkRange('retryPolicy.maximumRetryAttempts', policy.MaximumRetryAttempts, 0, 185);
}

/** White space does not count, and functions of CloudFormation become at least what they have in them. */
function checkRolePolicies(policies: unknown): void {
  const documents = [policies ?? []].flat().map((each) => (isRecord(each) ? each.PolicyDocument : undefined));
  if (JSON.stringify(documents).length > 14_000)
    throw validationError('Maximum policy size of 10240 bytes exceeded for role');
}

function checkRange(member: string, value: unknown, least: number, most: number): void {
  if (value === undefined) return;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return;
  throw validationError(
    `Value '${value}' at '${member}' failed to satisfy constraint: between ${least} and ${most}`,
  );
}

function checkLength(member: string, value: unknown, most: number): void {
  if (typeof value !== 'string' || value.length <= most) return;
  throw validationError(
    `Value '${value}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
  );
}

function isResource(value: unknown): value is Resource {
  return isRecord(value) && typeof value.Type === 'string' && isRecord(value.Properties);
}
