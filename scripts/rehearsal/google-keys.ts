import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../../lib/config/config.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { KEY_HOLDER } from './google.ts';

/**
 * Puts a key that only this sandbox knows where registries.yml says that one is kept, and returns what belongs into the
 * environment. A file is left as it is: whoever names one rehearses with what is in it.
 */
export async function giveKeys({ identities }: Config, { google, awsUrl, principal }: Sandbox) {
  const environment: Record<string, string> = {};
  const config = { endpoint: awsUrl, region: 'us-east-1', credentials: principal.credentials };
  for (const identity of Object.values(identities)) {
    if (identity.type !== 'google-service-account-key') continue;
    const { from, id } = identity.key;
    if (from === 'env') environment[id] = google.addKey(KEY_HOLDER);
    if (from === 'aws-secrets-manager') {
      const secret = { Name: id, SecretString: google.addKey(KEY_HOLDER) };
      await new SecretsManagerClient(config).send(new CreateSecretCommand(secret));
    }
  }
  return environment;
}
