import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentials } from '../../sandbox/aws/principals.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

export interface As {
  region?: string;
  /** Default: the function's own role. */
  credentials?: AwsCredentials;
}

/** The real clients, pointed at a sandbox, each request sent once: a retry would hide what the first answer was. */
export function clientsOf(sandbox: Sandbox, as: As = {}) {
  const config = {
    endpoint: sandbox.awsUrl,
    region: as.region ?? 'us-east-1',
    credentials: as.credentials ?? sandbox.principal.credentials,
    maxAttempts: 1,
  };
  return {
    dynamodb: new DynamoDBClient(config),
    ecr: new ECRClient(config),
    ecrPublic: new ECRPUBLICClient(config),
    iam: new IAMClient(config),
    secrets: new SecretsManagerClient(config),
    sts: new STSClient(config),
  };
}

/** The credentials in STS's answer, which its types leave open at every member. */
export function credentialsIn(answer: {
  Credentials?:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined;
}): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error('STS answered without credentials');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
