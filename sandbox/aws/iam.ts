import { AwsError, validationError } from './error.ts';
import type { Input } from './input.ts';
import type { Context } from './policy.ts';
import { type Principals, readArn } from './principals.ts';
import { query } from './protocols.ts';
import type { AwsCall, AwsService } from './service.ts';
import { issuerOf, type WebIdentity } from './web-identity.ts';

/** The part of IAM that simulates rights: what a principal may do. */
export function iam(principals: Principals, webIdentity: WebIdentity): AwsService {
  return {
    name: 'iam',
    protocol: query,
    operations: {
      SimulatePrincipalPolicy: (call) => simulate(call, principals),
      GetOutboundWebIdentityFederationInfo: (call) => issuerInfo(call, webIdentity),
    },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
function simulate({ input, demand, about }: AwsCall, principals: Principals): object {
  const source = input.requiredText('PolicySourceArn');
  about(source);
  demand('iam:SimulatePrincipalPolicy', source);
  const principal = principals.holding(source);
  if (principal === undefined) {
    const { type = '', name } = readArn(source);
    throw new AwsError('NoSuchEntityException', `The ${type} with name ${name} cannot be found.`);
  }
  const actions = input.members('ActionNames');
  if (actions.length === 0) throw validationError('ActionNames: Member must not be null');
  const resources = input.members('ResourceArns');
  const context = contextIn(input);
  const results = actions.flatMap((action) =>
    (resources.length === 0 ? ['*'] : resources).map((resource) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: principal.may(action, resource, context) ? 'allowed' : 'implicitDeny',
    })),
  );
  return { EvaluationResults: results, IsTruncated: false };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOutboundWebIdentityFederationInfo.html */
function issuerInfo({ caller, demand }: AwsCall, webIdentity: WebIdentity): object {
  demand('iam:GetOutboundWebIdentityFederationInfo', '*');
  if (!webIdentity.enabled) {
    throw new AwsError('FeatureDisabled', 'Outbound web identity federation is disabled.', 404);
  }
  return { IssuerIdentifier: issuerOf(caller.account), JwtVendingEnabled: true };
}

/** The context keys of a call, for the conditions of policies. */
function contextIn(input: Input): Context {
  const entries: [string, string[]][] = [];
  for (let number = 1; ; number++) {
    const entry = `ContextEntries.member.${number}`;
    const key = input.text(`${entry}.ContextKeyName`);
    if (key === undefined) return Object.fromEntries(entries);
    entries.push([key, input.members(`${entry}.ContextKeyValues`)]);
  }
}
