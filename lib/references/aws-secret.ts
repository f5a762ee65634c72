import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions } from '../aws/client-options.ts';
import { awsFailure } from '../aws/failure.ts';

/** Reads a secret from Secrets Manager, in the region that its ARN names, or else in that of the function. */
export async function readAwsSecret(id: string, env: NodeJS.ProcessEnv, signal: AbortSignal) {
  const region = (id.startsWith('arn:') ? id.split(':')[3] : env.AWS_REGION) ?? 'us-east-1';
  const client = new SecretsManagerClient(clientOptions(region));
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal: signal });
    return answer.SecretString;
  } catch (error) {
    throw awsFailure(error, `read the secret "${id}" in ${region}`, {
      hints: {
        denied: `allow secretsmanager:GetSecretValue on "${id}" (and kms:Decrypt on its key) to the role of this function`,
        invalid:
          'check that it is there; a secret of another region or account is referred to by its full ARN',
      },
    });
  } finally {
    client.destroy();
  }
}
