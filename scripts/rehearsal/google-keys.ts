import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../../lib/config/config.ts';
import { googleIdentitiesOf } from '../../lib/config/reads.ts';
import { awsSecretId, keysOf, variableOrFile } from '../../lib/references/reference.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { distinct, KEY_HOLDER } from './google.ts';

/**
 * Stores a service account key of this sandbox for each key in registries.yml: in Secrets Manager, or in the returned
 * environment variables. A key file of the user is left unchanged.
 */
export async function createGoogleKeys({ registries }: Config, { google, awsUrl, principal }: Sandbox) {
  const environment: Record<string, string> = {};
  const config = { endpoint: awsUrl, region: 'us-east-1', credentials: principal.credentials };
  for (const key of distinct(registries.flatMap(googleIdentitiesOf).flatMap(keysOf))) {
    const { variable } = variableOrFile(key);
    if (variable !== undefined) environment[variable] = google.addKey(KEY_HOLDER);
    const id = awsSecretId(key);
    if (id === undefined) continue;
    const secret = { Name: id, SecretString: google.addKey(KEY_HOLDER) };
    await new SecretsManagerClient(config).send(new CreateSecretCommand(secret));
  }
  return environment;
}
