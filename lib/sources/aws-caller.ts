import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { clientOptions } from '../aws/client-options.ts';
import { awsFailure, NOT_FROM_AWS } from '../aws/failure.ts';
import { PULL_ACTIONS } from '../aws/statement.ts';
import { Failure } from '../failure.ts';
import { partitionOfRegion } from '../hosts/aws-regions.ts';
import type { AwsPartition } from '../hosts/registry-host.ts';
import type { GoogleCaller } from '../references/google-token.ts';
import type { AwsRole } from '../references/reference.ts';
import { resolveAnyReference } from '../references/resolve.ts';
import { Secret } from '../secrecy/secret.ts';

/** The AWS identity of a call, and its machine. */
export interface AwsCaller extends GoogleCaller {
  /** The role to assume. Absent: the machine's own credentials, which in Lambda are those of the function's role. */
  identity?: AwsRole;
}

interface Place {
  region: string;
  partition: AwsPartition;
}

export function nameOfCaller({ identity }: AwsCaller): string {
  return identity?.roleArn ?? 'the role of this function';
}

/**
 * Returns the client options for the caller: a new session for a role, and nothing for the machine's own credentials,
 * which the SDK finds by itself.
 */
export async function credentialsFor(caller: AwsCaller, place: Place, signal: AbortSignal) {
  refuseForeignPartition(caller, place);
  return caller.identity === undefined
    ? {}
    : { credentials: await assumeRole(caller, caller.identity, place, signal) };
}

/** Credentials of one partition are not valid in another, and AWS only answers that it does not know them. */
function refuseForeignPartition({ env }: AwsCaller, place: Place): void {
  const home = env.AWS_REGION;
  const partition = home === undefined ? undefined : partitionOfRegion(home);
  if (partition === undefined || partition === place.partition) return;
  throw new Failure(
    'invalid',
    `cannot mint in ${place.region}: this function runs in ${home}, in another partition of AWS`,
    {
      hint: `credentials of ${partition} do not work in ${place.partition}: deploy a second pullkeeper there for its registries`,
    },
  );
}

async function assumeRole(caller: AwsCaller, identity: AwsRole, { region }: Place, signal: AbortSignal) {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const externalId = await externalIdOf(identity, caller, signal);
  const client = new STSClient(clientOptions(region));
  const input: AssumeRoleCommandInput = {
    RoleArn: identity.roleArn,
    RoleSessionName: sessionName(caller.env),
    ...(externalId && { ExternalId: externalId.reveal() }),
    ...(identity.sessionPolicy && { Policy: PULL_ONLY }),
  };
  try {
    const { Credentials: session } = await client.send(new AssumeRoleCommand(input), { abortSignal: signal });
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
    } = session ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken) {
      throw new Failure('invalid', `cannot assume ${identity.roleArn}: STS answered without credentials`, {
        hint: NOT_FROM_AWS,
      });
    }
    return { accessKeyId, secretAccessKey, sessionToken };
  } catch (error) {
    throw awsFailure(error, `assume ${identity.roleArn}`, {
      hints: {
        denied: `let the trust policy of ${identity.roleArn} name the role of this function (and its external id, if it has one), and allow sts:AssumeRole on ${identity.roleArn} to the role of this function: npx pullkeeper setup aws --account ${ownAccountIn(error)} prints both`,
      },
      secrets: externalId ? [externalId] : [],
    });
  } finally {
    client.destroy();
  }
}

/** A denial names the caller: `User: arn:aws:sts::111122223333:assumed-role/… is not authorized …`. */
function ownAccountIn(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return /^User: arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(message)?.[1] ?? '<account of the functions>';
}

async function externalIdOf({ externalId }: AwsRole, caller: AwsCaller, signal: AbortSignal) {
  return typeof externalId === 'object'
    ? resolveAnyReference(externalId, caller, signal)
    : externalId && new Secret(externalId);
}

/** The session name, which CloudTrail shows with every call. At most 64 of these characters. */
function sessionName(env: NodeJS.ProcessEnv): string {
  const who = env.AWS_LAMBDA_FUNCTION_NAME ?? `by-hand-${env.USER ?? 'unknown'}`;
  return `pullkeeper-${who}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

/** A session policy: a token minted under it can only sign in and pull, even if the role may do more. */
const PULL_ONLY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'ecr:GetAuthorizationToken',
        ...PULL_ACTIONS,
        'ecr-public:GetAuthorizationToken',
        'sts:GetServiceBearerToken',
      ],
      Resource: '*',
    },
  ],
});
