// Plain SDK code, not bundled, as one would write it first.
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const { authorizationData } = await new ECRClient().send(new GetAuthorizationTokenCommand());
await new SecretsManagerClient().send(
  new PutSecretValueCommand({
    SecretId: process.env.SECRET_NAME,
    SecretString: authorizationData[0].authorizationToken,
  }),
);
