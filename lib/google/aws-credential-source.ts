import type { AwsClientOptions } from 'google-auth-library/build/src/auth/awsclient.js';
import { awsFailure } from '../aws/failure.ts';
import { Failure } from '../failure.ts';
import { verificationUrl } from './verification-url.ts';

type CredentialSource = Pick<AwsClientOptions, 'credential_source' | 'aws_security_credentials_supplier'>;

/** The requests of a supplier always go to the commercial STS, by its ordinary name. */
const ONLY_DOMAIN_OF_SUPPLIERS = /^https:\/\/sts\.[\w-]+\.amazonaws\.com\?/;

/**
 * Supplies the AWS credentials that sign the request. Lambda has them in the environment; on a laptop the AWS SDK finds
 * them.
 */
export async function awsCredentialSource(env: NodeJS.ProcessEnv): Promise<CredentialSource> {
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const url = verificationUrl(region ?? 'us-east-1', env.AWS_USE_FIPS_ENDPOINT === 'true');
  if (region !== undefined && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) {
    return { credential_source: { environment_id: 'aws1', regional_cred_verification_url: url } };
  }
  if (!ONLY_DOMAIN_OF_SUPPLIERS.test(url)) {
    throw new Failure(
      'invalid',
      `cannot sign in to Google from ${region}: no AWS credentials in the environment`,
      { hint: 'export them first: eval "$(aws configure export-credentials --format env)"' },
    );
  }
  return {
    aws_security_credentials_supplier: {
      getAwsRegion: async () => region ?? 'us-east-1',
      getAwsSecurityCredentials: () => credentialsOfSdk(region ?? 'us-east-1'),
    },
  };
}

async function credentialsOfSdk(region: string) {
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region });
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
    return { accessKeyId, secretAccessKey, ...(sessionToken && { token: sessionToken }) };
  } catch (error) {
    throw awsFailure(error, 'find the AWS credentials that sign in to Google');
  } finally {
    client.destroy();
  }
}
