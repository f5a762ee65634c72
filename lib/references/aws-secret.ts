import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions } from '../aws/client-options.ts';
import { awsFailure } from '../aws/failure.ts';
import { shellWord } from '../text/shell-word.ts';

/** Reads a secret from AWS Secrets Manager, in the region of its ARN or else in the region of the function. */
export async function readAwsSecret(id: string, env: NodeJS.ProcessEnv, signal: AbortSignal) {
  const region = (id.startsWith('arn:') ? id.split(':')[3] : env.AWS_REGION) ?? 'us-east-1';
  const client = new SecretsManagerClient(clientOptions(region));
  try {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal: signal });
    return answer.SecretString;
  } catch (error) {
    const isDeleted = error instanceof Error && /marked for deletion/.test(error.message);
    throw awsFailure(error, `read the secret "${id}" in ${region}`, {
      hints: {
        denied: `allow secretsmanager:GetSecretValue on "${id}" (and kms:Decrypt on its key) to the role of this function`,
        invalid: isDeleted
          ? `the secret is scheduled for deletion. Bring it back: aws secretsmanager restore-secret --region ${region} --secret-id ${shellWord(id)}`
          : 'check that the secret exists; a secret of another region or account needs its full ARN',
      },
    });
  } finally {
    client.destroy();
  }
}
