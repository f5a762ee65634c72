import { AwsError, accessDenied, validationError } from './error.ts';
import { allowing, parsePolicy } from './policy.ts';
import type { Principals } from './principals.ts';
import { query } from './protocols.ts';
import { PULL_ACTIONS, type Role, type Roles } from './roles.ts';
import type { AwsCall, AwsService } from './service.ts';
import { getWebIdentityToken, type WebIdentity } from './web-identity.ts';

const DEFAULT_SESSION_SECONDS = 3600;
const SHORTEST_SESSION_SECONDS = 900;
const LONGEST_SESSION_SECONDS = 43_200;
/**
 * For a session that is made by a session:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
 */
const LONGEST_CHAINED_SECONDS = 3600;
const LONGEST_POLICY = 2048;

export function sts(principals: Principals, roles: Roles, webIdentity: WebIdentity): AwsService {
  return {
    name: 'sts',
    protocol: query,
    operations: {
      GetCallerIdentity: ({ caller }) => ({
        Arn: caller.arn,
        UserId: caller.userId,
        Account: caller.account,
      }),
      AssumeRole: (call) => assumeRole(call, principals, roles),
      GetWebIdentityToken: (call) => getWebIdentityToken(call, webIdentity),
    },
  };
}

function assumeRole(call: AwsCall, principals: Principals, roles: Roles): object {
  const { input, caller, now } = call;
  input.refuse([
    'TransitiveTagKeys.member.1',
    'Tags.member.1.Key',
    'PolicyArns.member.1.arn',
    'SerialNumber',
  ]);
  const arn = roleArnFrom(call);
  call.about(arn);
  const sessionName = matching(call, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/);
  const externalId =
    input.text('ExternalId') === undefined
      ? undefined
      : matching(call, 'ExternalId', /^[\w+=,.@:/-]{2,1224}$/);
  const seconds = durationFrom(call);
  const document = policyFrom(call);
  const sessionPolicies = document === undefined ? [] : [parsePolicy(document)];

  const role = roles.openTo(caller, arn, externalId);
  if (role === undefined || !caller.may('sts:AssumeRole', arn)) {
    throw accessDenied(caller.arn, 'sts:AssumeRole', arn);
  }
  checkDuration(seconds, role, caller.role !== undefined);

  const expiresAt = new Date(now.getTime() + seconds * 1000);
  const policies = [allowing(role.allow ?? PULL_ACTIONS), ...sessionPolicies];
  const { credentials, principal } = principals.openSession(arn, sessionName, policies, expiresAt);
  return {
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: `${expiresAt.toISOString().slice(0, 19)}Z`,
    },
    PackedPolicySize:
      document === undefined ? undefined : Math.ceil((document.length / LONGEST_POLICY) * 100),
  };
}

function roleArnFrom({ input }: AwsCall): string {
  const arn = input.requiredText('RoleArn');
  if (!/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) {
    throw new AwsError('ValidationException', `${arn} is invalid`);
  }
  return arn;
}

function durationFrom({ input }: AwsCall): number {
  const seconds = input.count('DurationSeconds') ?? DEFAULT_SESSION_SECONDS;
  if (seconds < SHORTEST_SESSION_SECONDS || seconds > LONGEST_SESSION_SECONDS) {
    const bound =
      seconds < SHORTEST_SESSION_SECONDS ? 'greater than or equal to 900' : 'less than or equal to 43200';
    throw validationError(
      `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
  return seconds;
}

function checkDuration(seconds: number, role: Role, chained: boolean): void {
  if (chained && seconds > LONGEST_CHAINED_SECONDS) {
    throw new AwsError(
      'ValidationException',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  if (seconds > (role.longestSession ?? DEFAULT_SESSION_SECONDS)) {
    throw new AwsError(
      'ValidationException',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}

function policyFrom({ input }: AwsCall): string | undefined {
  const document = input.text('Policy');
  if (document !== undefined && (document.length === 0 || document.length > LONGEST_POLICY)) {
    throw validationError(
      `Value at 'policy' failed to satisfy constraint: Member must have length between 1 and ${LONGEST_POLICY}`,
    );
  }
  return document;
}

function matching({ input }: AwsCall, name: string, pattern: RegExp): string {
  const value = input.requiredText(name);
  if (!pattern.test(value)) {
    const rule = `Member must satisfy regular expression pattern: ${pattern.source}`;
    throw validationError(`Value '${value}' at '${name}' failed to satisfy constraint: ${rule}`);
  }
  return value;
}
