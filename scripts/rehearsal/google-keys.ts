import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../../lib/config/config.ts';
import { googleIdentitiesOf } from '../../lib/config/reads.ts';
import type { WorkloadIdentity } from '../../lib/google/identity.ts';
import { audienceOf } from '../../lib/google/web-identity.ts';
import { awsSecretId, keysOf, variableOrFile } from '../../lib/references/reference.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { distinct, KEY_HOLDER, PLATFORM } from './google.ts';

/**
 * Stores a service account key of this sandbox for each key in registries.yml: in Secrets Manager, or in the returned
 * environment variables. A key file of the user is left unchanged.
 */
export async function createGoogleKeys({ registries }: Config, sandbox: Sandbox) {
  const { google, awsUrl, principal } = sandbox;
  const environment: Record<string, string> = {};
  for (const { base } of registries.flatMap(googleIdentitiesOf)) {
    if (base.type !== 'workload-identity' || typeof base.subjectToken !== 'object') continue;
    const { variable } = variableOrFile(base.subjectToken);
    if (variable !== undefined) environment[variable] = platformToken(base, sandbox);
  }
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

/** A token of a platform, for a day: the rehearsal's clock runs fast. */
function platformToken(base: WorkloadIdentity, { issuer, clock }: Sandbox): string {
  const iat = Math.floor(clock.now().getTime() / 1_000);
  return issuer(PLATFORM).sign({ aud: audienceOf(base), sub: 'rehearsal', iat, exp: iat + 86_400 });
}
